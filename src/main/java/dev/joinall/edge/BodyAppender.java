package dev.joinall.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Appends the body of a small answer to its head, behind the codec, which would write two buffers
 * with a promise for each. Used on the event loop of its channel.
 */
final class BodyAppender extends ChannelOutboundHandlerAdapter {
  /** In bytes. To copy more costs more than a second buffer. */
  static final int MAX = 16 << 10;

  private @Nullable ByteBuf body;

  /** The body of the head that is written next. */
  void next(ByteBuf content) {
    body = content;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ByteBuf content = body;
    if (content == null || !(message instanceof ByteBuf head)) {
      var _ = context.write(message, promise);
      return;
    }
    body = null;
    ByteBuf whole =
        context.alloc().directBuffer(head.readableBytes() + content.readableBytes());
    whole.writeBytes(head).writeBytes(content);
    head.release();
    content.release();
    var _ = context.write(whole, promise);
  }

  /** Releases the body whose head could not be written. */
  void discard() {
    ByteBuf left = body;
    body = null;
    if (left != null) {
      left.release();
    }
  }
}
