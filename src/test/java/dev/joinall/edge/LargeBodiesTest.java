package dev.joinall.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeBodiesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 16_383, 16_384, 16_385, 32_768, 32_769, 1_000_000})
  void aCopyHasAllBytesInDirectMemory(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);

    ByteBuf copy = LargeBodies.copied(body(bytes), ByteBufAllocator.DEFAULT);

    try {
      assertThat(copy.isDirect()).isTrue();
      assertThat(copy.nioBufferCount()).isEqualTo(Math.ceilDiv(length, 16_384));
      assertThat(ByteBufUtil.getBytes(copy)).isEqualTo(bytes);
    } finally {
      assertThat(copy.release()).isTrue();
    }
  }

  @Test
  void anOutOfMemoryErrorLeaksNoBuffer() {
    var made = new ArrayList<ByteBuf>();
    var allocator =
        new AbstractByteBufAllocator(true) {
          @Override
          protected ByteBuf newDirectBuffer(int initial, int max) {
            if (made.size() == 3) {
              throw new OutOfMemoryError("no direct memory");
            }
            ByteBuf buffer = Unpooled.directBuffer(initial, max);
            made.add(buffer);
            return buffer;
          }

          @Override
          protected ByteBuf newHeapBuffer(int initial, int max) {
            throw new UnsupportedOperationException();
          }

          @Override
          public boolean isDirectBufferPooled() {
            return false;
          }
        };

    assertThatThrownBy(() -> LargeBodies.copied(body(new byte[100_000]), allocator))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(made).hasSize(3).allMatch(it -> it.refCnt() == 0);
  }

  /** In parts that do not fit into the buffers. */
  private static ResponseBody body(byte[] bytes) {
    return new ResponseBody() {
      @Override
      public int length() {
        return bytes.length;
      }

      @Override
      public void writeTo(ByteBuf out) {
        for (int from = 0; from < bytes.length; from += 10_007) {
          var _ = out.writeBytes(bytes, from, Math.min(10_007, bytes.length - from));
        }
      }
    };
  }
}
