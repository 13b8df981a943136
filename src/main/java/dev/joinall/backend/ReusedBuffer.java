package dev.joinall.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * A direct buffer that is filled and sent again and again: its memory stays in the cache of the
 * processor, and nothing is allocated. While the socket still holds it, another one takes its
 * place. Confined to one event loop.
 */
public final class ReusedBuffer {
  private final int usual;
  private final int max;
  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private boolean freed;

  /**
   * @param usual bytes of a new buffer, which grows
   * @param max a larger one is not used again
   */
  public ReusedBuffer(int usual, int max) {
    this.usual = usual;
    this.max = max;
  }

  /** An empty buffer, which the caller releases or writes to a channel. */
  public ByteBuf take(ByteBufAllocator allocator) {
    if (freed) {
      return allocator.directBuffer(usual);
    }
    boolean isFirst = buffer.capacity() == 0;
    if (isFirst || buffer.refCnt() > 1 || buffer.capacity() > max) {
      var _ = buffer.release();
      buffer = allocator.directBuffer(usual);
    }
    return buffer.clear().retain();
  }

  /** Nothing is kept from now on. */
  public void free() {
    freed = true;
    var _ = buffer.release();
    buffer = Unpooled.EMPTY_BUFFER;
  }
}
