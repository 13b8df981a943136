package dev.joinall.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * A direct buffer that is filled and sent repeatedly: its memory stays in the processor's cache,
 * and no use allocates. While the socket still holds it, a new buffer replaces it. Confined to one
 * event loop.
 */
public final class ReusedBuffer {
  private final int initialSize;
  private final int max;
  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private boolean freed;

  /**
   * @param initialSize the initial bytes of a buffer, which can grow
   * @param max a larger buffer is not reused
   */
  public ReusedBuffer(int initialSize, int max) {
    this.initialSize = initialSize;
    this.max = max;
  }

  /** Returns an empty buffer, which the caller releases or writes to a channel. */
  public ByteBuf take(ByteBufAllocator allocator) {
    if (freed) {
      return allocator.directBuffer(initialSize);
    }
    boolean isFirst = buffer.capacity() == 0;
    if (isFirst || buffer.refCnt() > 1 || buffer.capacity() > max) {
      var _ = buffer.release();
      buffer = allocator.directBuffer(initialSize);
    }
    return buffer.clear().retain();
  }

  /** Releases the buffer; later buffers are not reused. */
  public void free() {
    freed = true;
    var _ = buffer.release();
    buffer = Unpooled.EMPTY_BUFFER;
  }
}
