package dev.joinall.backend.http;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.StepFixture;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** A server that speaks HTTP/2 frame by frame, as its handlers say. */
final class FrameServer implements AutoCloseable {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Hub hub = new Hub(Transport.best());
  private final Channel channel;

  /**
   * @param handlers adds those of a connection
   */
  FrameServer(Consumer<ChannelPipeline> handlers) {
    channel =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel client) {
                    handlers.accept(client.pipeline());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  /** A backend of this server. */
  StepFixture backend() {
    int port = ((InetSocketAddress) channel.localAddress()).getPort();
    return new StepFixture(
        "{kind: http, url: \"http://127.0.0.1:%d\", http2: true, timeout: 9s}".formatted(port),
        hub,
        new HttpKind()::open);
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    hub.close();
    var _ = loops.shutdownGracefully();
  }
}
