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
 * Appends the body of an answer to its encoded head. The codec would write a small body as a second
 * buffer with its own promise. Used on the event loop of its channel.
 */
final class BodyAppender extends ChannelOutboundHandlerAdapter {
  /** In bytes. A larger body gets its own buffers. */
  private static final int MAX = 16 << 10;

  /** The initial capacity in bytes. */
  private static final int INITIAL_SIZE = 4 << 10;

  /**
   * One buffer for each event loop. It can be reused because the socket usually takes it at once.
   */
  private static final FastThreadLocal<ReusedBuffer> BUFFER =
      new FastThreadLocal<>() {
        @Override
        protected ReusedBuffer initialValue() {
          return new ReusedBuffer(INITIAL_SIZE, 2 * MAX);
        }

        @Override
        protected void onRemoval(ReusedBuffer buffer) {
          buffer.free();
        }
      };

  private @Nullable ResponseBody body;

  /** Sets the body for the head that is written next. */
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
    ByteBuf whole = BUFFER.get().take(allocator);
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
