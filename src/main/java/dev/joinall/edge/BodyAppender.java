package dev.joinall.edge;

import dev.joinall.backend.ReusedBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Writes the body of an answer behind its head, and behind the codec, which would write a small one
 * as a second buffer with a promise of its own. Used on the event loop of its channel.
 */
final class BodyAppender extends ChannelOutboundHandlerAdapter {
  /** In bytes. A larger body gets buffers of its own. */
  private static final int MAX = 16 << 10;

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
    boolean isLarge = content.length() > MAX;
    ByteBuf behind;
    try {
      behind =
          isLarge
              ? LargeBodies.copied(content, context.alloc())
              : appended(head, content, context.alloc());
    } catch (Throwable e) { // there may be no direct memory, which does not end the process
      head.release();
      promise.tryFailure(e);
      var _ = context.close();
      return;
    }
    if (isLarge) {
      var _ = context.write(head);
    } else {
      head.release();
    }
    var _ = context.write(behind, promise);
  }

  private static ByteBuf appended(ByteBuf head, ResponseBody content, ByteBufAllocator allocator) {
    ByteBuf whole = WHOLE.get().take(allocator);
    try {
      whole.ensureWritable(head.readableBytes() + content.length());
      content.writeTo(whole.writeBytes(head, head.readerIndex(), head.readableBytes()));
      return whole;
    } catch (Throwable e) {
      whole.release();
      throw e;
    }
  }

  /** Forgets the body whose head could not be written. */
  void discard() {
    body = null;
  }
}
