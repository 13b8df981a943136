package dev.joinall.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;

/** Copies large bodies from the heap to direct buffers. Stateless and thread-safe. */
final class LargeBodies {
  /**
   * In bytes. Netty's allocator pools larger buffers only if the heap is large, and a new buffer is
   * filled with zeros.
   */
  private static final int PART = 16 << 10;

  private LargeBodies() {}

  /** The bytes in buffers of the pool, seen as one, which the caller releases. */
  static ByteBuf copied(ResponseBody body, ByteBufAllocator allocator) {
    int length = body.length();
    CompositeByteBuf all = allocator.compositeDirectBuffer(Math.ceilDiv(length, PART));
    try {
      for (int from = 0; from < length; from += PART) {
        int part = Math.min(PART, length - from);
        all.addComponent(allocator.directBuffer(part, part).writerIndex(part));
      }
      body.writeTo(all);
      return all;
    } catch (Throwable e) { // there may be no direct memory
      all.release();
      throw e;
    }
  }
}
