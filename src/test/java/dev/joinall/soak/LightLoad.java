package dev.joinall.soak;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Thousands of clients on one thread, so that the load uses little CPU of the shared cores. */
final class LightLoad implements AutoCloseable {
  private static final int MAX_ANSWER = 1 << 16;
  private static final Duration END_TIMEOUT = Duration.ofSeconds(30);

  private final URI uri;
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  LightLoad(String url) {
    this.uri = URI.create(url);
  }

  /**
   * Runs clients that send their next request after the previous answer.
   *
   * @param spread the time within which they connect
   * @param time of the load; with zero each client sends one request
   */
  Samples run(int clients, String path, Duration spread, Duration time)
      throws InterruptedException {
    Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    var open = new CountDownLatch(clients);
    long end = System.nanoTime() + time.toNanos();
    var bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_ANSWER))
                        .addLast(new Client(path, end, samples, open));
                  }
                });
    Runnable connect =
        () -> {
          var _ = bootstrap.connect(uri.getHost(), uri.getPort());
        };
    for (int i = 0; i < clients; i++) {
      var _ = loop.schedule(connect, spread.toNanos() * i / clients, TimeUnit.NANOSECONDS);
    }
    if (!open.await(time.plus(END_TIMEOUT).toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(open.getCount() + " clients do not end");
    }
    List<Sample> all = new ArrayList<>(samples);
    return new Samples(all);
  }

  private static final class Client extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final String path;
    private final long end;
    private final Queue<Sample> samples;
    private final CountDownLatch open;
    private long begun;
    private boolean waits;

    Client(String path, long end, Queue<Sample> samples, CountDownLatch open) {
      this.path = path;
      this.end = end;
      this.samples = samples;
      this.open = open;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      ask(context);
    }

    private void ask(ChannelHandlerContext context) {
      begun = System.nanoTime();
      waits = true;
      var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
      request.headers().set(HttpHeaderNames.HOST, "localhost");
      var _ = context.writeAndFlush(request, context.voidPromise());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse answer) {
      long now = System.nanoTime();
      boolean complete = "true".equals(answer.headers().get("joinall-complete"));
      samples.add(new Sample(begun, now - begun, answer.status().code(), complete, ""));
      waits = false;
      if (now < end) {
        ask(context);
      } else {
        var _ = context.close();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (waits) {
        samples.add(new Sample(begun, System.nanoTime() - begun, 0, false, "closed"));
      }
      open.countDown();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }

  @Override
  public void close() {
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
