package dev.joinall.backend.http.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * A direct buffer that is filled and sent again and again: its memory stays in the cache of the
 * processor, and nothing is allocated. While the socket still holds it, another one takes its
 * place. Confined to one event loop.
 */
final class ReusedBuffer {
  private final int usual;
  private final int max;
  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private boolean freed;

  /**
   * @param usual bytes of a new buffer, which grows
   * @param max a larger one is not used again
   */
  ReusedBuffer(int usual, int max) {
    this.usual = usual;
    this.max = max;
  }

  /** An empty buffer, which the caller releases or writes to a channel. */
  ByteBuf take(ByteBufAllocator allocator) {
    if (freed) {
      return allocator.directBuffer(usual);
    }
    boolean free = buffer.refCnt() == 1 && buffer.capacity() > 0 && buffer.capacity() <= max;
    if (!free) {
      var _ = buffer.release();
      buffer = allocator.directBuffer(usual);
    }
    return buffer.clear().retain();
  }

  /** Nothing is kept from now on. */
  void free() {
    freed = true;
    var _ = buffer.release();
    buffer = Unpooled.EMPTY_BUFFER;
  }
}
