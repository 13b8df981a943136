package dev.joinall.edge;

import dev.joinall.backend.ReusedBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Appends the body of a small answer to its head, behind the codec, which would write two buffers
 * with a promise for each. Used on the event loop of its channel.
 */
final class BodyAppender extends ChannelOutboundHandlerAdapter {
  /** In bytes. To copy more costs more than a second buffer. */
  static final int MAX = 16 << 10;

  /** In bytes. */
  private static final int USUAL = 4 << 10;

  /** Of each event loop, whose sockets usually take it at once. */
  private static final FastThreadLocal<ReusedBuffer> WHOLE =
      new FastThreadLocal<>() {
        @Override
        protected ReusedBuffer initialValue() {
          return new ReusedBuffer(USUAL, 2 * MAX);
        }

        @Override
        protected void onRemoval(ReusedBuffer buffer) {
          buffer.free();
        }
      };

  private @Nullable ResponseBody body;

  /** The body of the head that is written next. */
  void next(ResponseBody content) {
    body = content;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ResponseBody content = body;
    if (content == null || !(message instanceof ByteBuf head)) {
      var _ = context.write(message, promise);
      return;
    }
    body = null;
    ByteBuf whole = WHOLE.get().take(context.alloc());
    content.writeTo(whole.ensureWritable(head.readableBytes() + content.length()).writeBytes(head));
    head.release();
    var _ = context.write(whole, promise);
  }

  /** Forgets the body whose head could not be written. */
  void discard() {
    body = null;
  }
}
