package dev.joinall.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StringBytesTest {
  private static final int MOST = 150;

  @ParameterizedTest
  @ValueSource(bytes = {'"', '\\', 0, '\n', 0x1f, (byte) 0x80, (byte) 0xc3, (byte) 0xff})
  void theFirstStopIsFoundAtEachPlace(byte stop) {
    for (int from = 0; from < 9; from++) {
      for (int at = from; at < MOST; at++) {
        byte[] bytes = plain();
        bytes[at] = stop;
        Arrays.fill(bytes, Math.min(MOST, at + 3), MOST, (byte) '"');
        assertThat(StringBytes.plainUntil(bytes, from, MOST)).isEqualTo(at);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(bytes = {'"', '\\'})
  void theFirstStopOfATextIsFoundAtEachPlace(byte stop) {
    for (int at = 0; at < MOST; at++) {
      byte[] bytes = plain();
      bytes[at] = stop;
      assertThat(StringBytes.textUntil(bytes, 0, MOST)).isEqualTo(at);
    }
  }

  @ParameterizedTest
  @ValueSource(bytes = {' ', '!', '#', '[', ']', '~', 0x7f})
  void charactersBesideAStopAreNoStops(byte plain) {
    for (int to = 0; to < MOST; to++) {
      byte[] bytes = plain();
      Arrays.fill(bytes, 0, to, plain);
      Arrays.fill(bytes, to, MOST, (byte) '"');
      assertThat(StringBytes.plainUntil(bytes, 0, MOST)).isEqualTo(to);
      assertThat(StringBytes.plainUntil(bytes, 0, to)).isEqualTo(to);
    }
  }

  private static byte[] plain() {
    byte[] bytes = new byte[MOST];
    Arrays.fill(bytes, (byte) 'x');
    return bytes;
  }
}
