package dev.joinall.web.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that its client gets to read all that was written to it. Where bytes of
 * the client are left unread, a system answers a plain close with a reset, and a reset takes back
 * what the client has not read yet. So we say that we are done, and listen until the client is,
 * too. On the loop of its channel alone.
 */
final class Goodbye extends ChannelDuplexHandler {
  private static final long PATIENCE_MILLIS = 2_000;

  private final Channel channel;
  private boolean said;

  Goodbye(Channel channel) {
    this.channel = channel;
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (said) {
      channel.closeFuture().addListener(closed -> promise.trySuccess());
    } else if (channel instanceof DuplexChannel duplex && channel.isActive() && !isEncrypted()) {
      say(duplex, context, promise);
    } else {
      var _ = context.close(promise);
    }
  }

  /** TLS has a goodbye of its own. */
  private boolean isEncrypted() {
    return channel.pipeline().get(SslHandler.class) != null;
  }

  private void say(DuplexChannel duplex, ChannelHandlerContext context, ChannelPromise promise) {
    said = true;
    channel.closeFuture().addListener(closed -> promise.trySuccess());
    duplex
        .shutdownOutput()
        .addListener(done -> {
          if (!done.isSuccess()) {
            var _ = context.close();
          }
        });
    context.read();
    Runnable end =
        () -> {
          var _ = context.close();
        };
    var _ = context.executor().schedule(end, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Drops the connection, and with it what the client has not taken. */
  void unsaid() {
    said = true;
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    var _ = channel.pipeline().context(this).close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (said) {
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.fireChannelReadComplete();
    if (said) {
      context.read();
    }
  }
}
