package dev.joinall.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class ReusedBufferTest {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final ReusedBuffer reused = new ReusedBuffer(64, 128);

  @Test
  void aReleasedBufferIsReused() {
    ByteBuf first = reused.take(allocator);
    first.writeLong(1);
    first.release();
    ByteBuf second = reused.take(allocator);
    assertThat(second).isSameAs(first);
    assertThat(second.readableBytes()).isZero();
    second.release();
    endsClean();
  }

  @Test
  void anotherTakesThePlaceOfOneThatIsHeld() {
    ByteBuf held = reused.take(allocator).writeLong(7);
    ByteBuf other = reused.take(allocator).writeLong(8);
    assertThat(other).isNotSameAs(held);
    assertThat(held.getLong(0)).isEqualTo(7);
    held.release();
    other.release();
    assertThat(held.refCnt()).isZero();
    endsClean();
  }

  @Test
  void anOversizedBufferIsNotReused() {
    ByteBuf large = reused.take(allocator).writeZero(129);
    large.release();
    ByteBuf next = reused.take(allocator);
    assertThat(next).isNotSameAs(large);
    next.release();
    endsClean();
  }

  @Test
  void noBufferIsKeptAfterTheEnd() {
    ByteBuf held = reused.take(allocator);
    reused.free();
    ByteBuf late = reused.take(allocator);
    held.release();
    late.release();
    assertThat(held.refCnt() + late.refCnt()).isZero();
    reused.free();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  private void endsClean() {
    reused.free();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }
}
