package dev.joinall.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lingering close (RFC 9112, section 9.6): sends the written data, shuts the output down, and
 * drains the input, for up to 2 s in all. A close with unread input would send a TCP reset, which
 * discards data that the client has not read yet. Used on the event loop of its channel.
 */
final class LingeringClose extends ChannelDuplexHandler {
  private static final long DRAIN_TIMEOUT_MILLIS = 2_000;

  private final Channel channel;
  private boolean closing;

  LingeringClose(Channel channel) {
    this.channel = channel;
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (closing) {
      channel.closeFuture().addListener(closed -> promise.trySuccess());
    } else if (channel instanceof DuplexChannel duplex && channel.isActive() && !isEncrypted()) {
      begin(duplex, context, promise);
    } else {
      var _ = context.close(promise);
    }
  }

  /** Whether the connection uses TLS, which has its own closing handshake. */
  private boolean isEncrypted() {
    return channel.pipeline().get(SslHandler.class) != null;
  }

  private void begin(DuplexChannel duplex, ChannelHandlerContext context, ChannelPromise promise) {
    closing = true;
    channel.closeFuture().addListener(closed -> promise.trySuccess());
    // A shutdown discards pending writes. If a write is in flight, its completion then
    // fails in Netty's io_uring. So the shutdown waits for this empty write, which is the last one.
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> shutDownOutput(duplex, context));
    context.read();
    Runnable end =
        () -> {
          var _ = context.close();
        };
    var _ = context.executor().schedule(end, DRAIN_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void shutDownOutput(DuplexChannel duplex, ChannelHandlerContext context) {
    duplex
        .shutdownOutput()
        .addListener(done -> {
          if (!done.isSuccess()) {
            var _ = context.close();
          }
        });
  }

  boolean hasBegun() {
    return closing;
  }

  /** Resets the connection, which discards data that the client has not read. */
  void abort() {
    closing = true;
    reset(channel);
  }

  /**
   * Resets a connection at once. Bypasses the TLS handler, which would first write its close notice
   * and so end the connection cleanly. The handlers before the TLS handler must see the close: one
   * of them stops io_uring from reading after it.
   */
  static void reset(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    @Nullable ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
    @Nullable ChannelHandlerContext from =
        tls == null ? channel.pipeline().context(LingeringClose.class) : tls;
    if (from != null) {
      var _ = from.close();
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (closing) {
      ReferenceCountUtil.release(message);
      promise.tryFailure(new ClosedChannelException());
    } else {
      var _ = context.write(message, promise);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (closing) {
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.fireChannelReadComplete();
    if (closing) {
      context.read();
    }
  }
}
