package dev.joinall.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class LoopReadBufferTest {
  private final ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;

  @Test
  void twoSocketsReadIntoOneBufferUnlessItIsHeld() throws Exception {
    var loop = new DefaultEventLoop(); // releases its buffer when it ends
    try {
      loop.submit(this::readTwice).get();
    } finally {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    }
  }

  @SuppressWarnings("deprecation") // of the interface
  private void readTwice() {
    var channel = new EmbeddedChannel();
    LoopReadBuffer.use(channel);
    RecvByteBufAllocator reads = channel.config().getRecvByteBufAllocator();
    RecvByteBufAllocator.Handle one = reads.newHandle();
    RecvByteBufAllocator.Handle other = reads.newHandle();
    ByteBuf first = one.allocate(allocator).writeLong(7);
    ByteBuf meanwhile = other.allocate(allocator).writeLong(8);
    assertThat(meanwhile).isNotSameAs(first);
    assertThat(first.getLong(0)).isEqualTo(7);
    ByteBuf slice = first.retainedSlice(0, 4);
    first.release();
    ByteBuf held = other.allocate(allocator);
    assertThat(held).as("a part of it is held").isNotSameAs(first);
    slice.release();
    ByteBuf again = other.allocate(allocator);
    assertThat(again).isSameAs(first);
    assertThat(again.readableBytes()).isZero();
    assertThat(again.maxCapacity()).as("a held one can't grow").isEqualTo(again.capacity());
    meanwhile.release();
    held.release();
    again.release();
    var _ = channel.close();
  }

  @Test
  void notForSocketsWithReadsInFlight() {
    Assumptions.assumeTrue(Transport.IO_URING.isAvailable());
    var channel = new IoUringSocketChannel();
    RecvByteBufAllocator before = channel.config().getRecvByteBufAllocator();
    LoopReadBuffer.use(channel);
    assertThat((Object) channel.config().getRecvByteBufAllocator()).isSameAs(before);
  }
}
