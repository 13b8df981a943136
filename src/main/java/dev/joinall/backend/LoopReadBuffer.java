package dev.joinall.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Reads all sockets of one event loop into one buffer, because the bytes are usually consumed at
 * once: its memory stays in the processor's cache, and no read allocates. While the buffer is in
 * use elsewhere, allocates others like Netty. Not for io_uring, where each socket has a pending
 * read.
 */
public final class LoopReadBuffer implements RecvByteBufAllocator {
  private static final LoopReadBuffer INSTANCE = new LoopReadBuffer();

  /** In bytes; the maximum of one read in Netty. */
  private static final int SIZE = 64 << 10;

  private static final FastThreadLocal<ByteBuf> BUFFER =
      new FastThreadLocal<>() {
        @Override
        protected ByteBuf initialValue() {
          return Unpooled.directBuffer(SIZE, SIZE);
        }

        @Override
        protected void onRemoval(ByteBuf buffer) {
          buffer.release();
        }
      };

  private final RecvByteBufAllocator others = new AdaptiveRecvByteBufAllocator();

  private LoopReadBuffer() {}

  /** Makes the channel read into the buffer of its loop. */
  public static void use(Channel channel) {
    if (!(channel instanceof IoUringSocketChannel)) {
      channel.config().setRecvByteBufAllocator(INSTANCE);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // part of the interface
  public Handle newHandle() {
    return new Reads((ExtendedHandle) others.newHandle());
  }

  @SuppressWarnings("deprecation")
  private static final class Reads extends DelegatingHandle implements ExtendedHandle {
    private final ExtendedHandle others;

    Reads(ExtendedHandle others) {
      super(others);
      this.others = others;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      ByteBuf shared = BUFFER.get();
      return shared.refCnt() == 1 ? shared.clear().retain() : others.allocate(allocator);
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier mayBeMore) {
      return others.continueReading(mayBeMore);
    }
  }
}
