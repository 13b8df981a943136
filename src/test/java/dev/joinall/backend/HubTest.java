package dev.joinall.backend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.testing.Certificate;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With every transport, each side detects the end of a connection. */
class HubTest {
  private static final int CONNECTIONS = 50;
  private static final int SECONDS = 5;
  private static final byte[] BYTES = "some of the answer".getBytes(ISO_8859_1);

  static Stream<Transport> transports() {
    return Stream.of(Transport.values()).filter(Transport::isAvailable);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void anEndBehindBytesIsSentAlsoWhereMoreIsReadThen(Transport transport) throws Exception {
    try (var hub = new Hub(transport)) {
      int port = serve(hub, AnswersAndCloses::new);
      for (int i = 0; i < CONNECTIONS; i++) {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
          client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
          client.getOutputStream().write(1);
          assertThat(client.getInputStream().readAllBytes()).isEqualTo(BYTES);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aResetThatArrivesTogetherWithBytesIsReported(Transport transport) throws Exception {
    try (var hub = new Hub(transport);
        var server = new ServerSocket(0, CONNECTIONS, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < CONNECTIONS; i++) {
        var ended = new CompletableFuture<Boolean>();
        Channel client =
            new Bootstrap()
                .group(hub.loops())
                .channel(transport.socket())
                .handler(new ReportsItsEnd(ended))
                .connect(server.getLocalSocketAddress())
                .sync()
                .channel();
        answerAndReset(server.accept());
        assertThat(ended.get(SECONDS, TimeUnit.SECONDS)).isTrue();
        client.closeFuture().sync();
      }
    }
  }

  /** Its handler is in front of all others. */
  @ParameterizedTest
  @MethodSource("transports")
  void anEndBehindBytesIsSentThroughTlsAsWell(Transport transport, @TempDir Path folder)
      throws Exception {
    SslContext tls = SslContextBuilder.forServer(Certificate.make(folder).keys()).build();
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    try (var hub = new Hub(transport)) {
      int port = serve(hub, () -> new AnswersAndClosesThrough(tls));
      for (int i = 0; i < CONNECTIONS; i++) {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), port);
            Socket encrypted =
                trusting.getSocketFactory().createSocket(client, "localhost", port, false)) {
          client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
          encrypted.getOutputStream().write(1);
          assertThat(encrypted.getInputStream().readAllBytes()).isEqualTo(BYTES);
          assertThat(end(client)).isEqualTo(-1);
        }
      }
    }
  }

  /** A reset is an end as well: the client may have sent something that nobody reads any more. */
  private static int end(Socket client) throws IOException {
    try {
      return client.getInputStream().read();
    } catch (SocketException reset) {
      return -1;
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aPlaintextClientOfATlsPortIsDisconnected(Transport transport, @TempDir Path folder)
      throws Exception {
    SslContext tls = SslContextBuilder.forServer(Certificate.make(folder).keys()).build();
    try (var hub = new Hub(transport)) {
      int port = serve(hub, () -> new ReadsByItself(tls));
      for (int i = 0; i < CONNECTIONS; i++) {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
          client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
          client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
          assertThat(client.getInputStream().readAllBytes()).hasSizeLessThan(20); // an alert
        }
      }
    }
  }

  private static int serve(Hub hub, Supplier<ChannelInboundHandlerAdapter> handler)
      throws InterruptedException {
    Channel server =
        new ServerBootstrap()
            .group(hub.loops())
            .channel(
                new HubLoopResources(hub).onChannelClass(ServerSocketChannel.class, hub.loops()))
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(handler.get());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  private static void answerAndReset(Socket client) throws IOException {
    client.getOutputStream().write(BYTES);
    client.setSoLinger(true, 0);
    client.close();
  }

  private static final class AnswersAndClosesThrough extends ChannelInboundHandlerAdapter {
    private final SslContext tls;

    AnswersAndClosesThrough(SslContext tls) {
      this.tls = tls;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      context.pipeline().addFirst(tls.newHandler(context.alloc()));
      context.pipeline().addLast(new AnswersAndCloses());
    }
  }

  /** As in Reactor Netty, its handlers request the next read. */
  private static final class ReadsByItself extends ChannelInboundHandlerAdapter {
    private final SslContext tls;

    ReadsByItself(SslContext tls) {
      this.tls = tls;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      context.channel().config().setAutoRead(false);
      context.pipeline().addFirst(tls.newHandler(context.alloc()));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.read();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.read();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // TLS has closed the connection
    }
  }

  private static final class AnswersAndCloses extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object request) {
      ReferenceCountUtil.release(request);
      context
          .writeAndFlush(Unpooled.wrappedBuffer(BYTES))
          .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      context.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
      context.read();
    }
  }

  private static final class ReportsItsEnd extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<Boolean> ended;

    ReportsItsEnd(CompletableFuture<Boolean> ended) {
      this.ended = ended;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object part) {
      ReferenceCountUtil.release(part);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      ended.complete(true);
    }
  }
}
