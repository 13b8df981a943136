package dev.joinall.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Hub;
import dev.joinall.backend.HubLoopResources;
import dev.joinall.backend.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.ServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LingeringCloseTest {
  private static final int BYTES = 8 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  static Stream<Transport> transports() {
    return Stream.of(Transport.values()).filter(Transport::isAvailable);
  }

  /** More bytes than fit into the buffers of the sockets, so that a write is in flight. */
  @ParameterizedTest
  @MethodSource("transports")
  void writtenBytesAreSentBeforeTheClose(Transport transport) throws Exception {
    try (var hub = new Hub(transport);
        var client = new Socket(InetAddress.getLoopbackAddress(), serve(hub))) {
      client.setSoTimeout((int) PATIENCE.toMillis());
      client.getOutputStream().write(new byte[100_000]); // never read by the server
      TimeUnit.MILLISECONDS.sleep(200);
      assertThat(client.getInputStream().readAllBytes()).hasSize(BYTES);
    }
  }

  /** It does not hold the connection for longer than 2 s. */
  @ParameterizedTest
  @MethodSource("transports")
  void aClientThatDoesNotReadIsDisconnected(Transport transport) throws Exception {
    try (var hub = new Hub(transport);
        var client = new Socket(InetAddress.getLoopbackAddress(), serve(hub))) {
      client.setSoTimeout((int) PATIENCE.toMillis());
      TimeUnit.MILLISECONDS.sleep(3_000);
      assertThat(read(client)).isLessThan(BYTES);
    }
  }

  private static int read(Socket client) {
    try {
      return client.getInputStream().readAllBytes().length;
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection is open", e);
    } catch (IOException reset) {
      return 0;
    }
  }

  private static int serve(Hub hub) throws InterruptedException {
    var initializer =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new LingeringClose(channel), new WritesAndCloses());
          }
        };
    Channel server =
        new ServerBootstrap()
            .group(hub.loops())
            .channel(
                new HubLoopResources(hub).onChannelClass(ServerSocketChannel.class, hub.loops()))
            .childHandler(initializer)
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  private static final class WritesAndCloses extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      var _ = context.writeAndFlush(Unpooled.wrappedBuffer(new byte[BYTES]));
      var _ = context.channel().close();
    }
  }
}
