package dev.joinall.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeBodiesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 16_385, 32_767, 32_768, 32_769, 65_536, 1_000_000})
  void aCopyHasAllBytesInDirectMemory(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);

    ByteBuf copy = LargeBodies.copied(body(bytes), UnpooledByteBufAllocator.DEFAULT);

    try {
      assertThat(copy.isDirect()).isTrue();
      assertThat(copy.nioBufferCount()).isEqualTo(Math.ceilDiv(length, 32_768));
      assertThat(ByteBufUtil.getBytes(copy)).isEqualTo(bytes);
    } finally {
      assertThat(copy.release()).isTrue();
    }
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
