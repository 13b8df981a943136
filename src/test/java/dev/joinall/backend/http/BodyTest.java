package dev.joinall.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.backend.FlatHeaders;
import dev.joinall.backend.StepException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {
  private static final int MAX = 2_000_000;

  @Test
  void aBodyInOnePartHasAnArrayOfItsLength() {
    assertThat(body("5000", 5_000).array()).hasSize(5_000);
  }

  @Test
  void theDeclaredLengthIsReserved() {
    assertThat(body("90000", 30_000, 30_000, 30_000).array()).hasSize(90_000);
  }

  /** A server that declares a large body and sends little of it costs little. */
  @ParameterizedTest
  @ValueSource(strings = {"1048576", "1999999", "2147483647"})
  void noMoreThanFourTimesWhatHasArrivedIsReserved(String declared) {
    assertThat(body(declared, 1_500, 1).array()).hasSize(4 * 1_501);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "0", "7", "x", "99999999999999999999", "1999999"})
  void theBytesAreThoseThatArrivedWhateverIsDeclared(String declared) {
    var random = new Random(1);
    byte[] sent = new byte[300_000];
    random.nextBytes(sent);
    var body = new Body(MAX, head(declared));
    int at = 0;
    while (at < sent.length) {
      int part = Math.min(1 + random.nextInt(10_000), sent.length - at);
      body.add(Unpooled.wrappedBuffer(sent, at, part));
      at += part;
    }

    assertThat(Arrays.copyOf(body.array(), body.length())).isEqualTo(sent);
  }

  @Test
  void aByteMoreThanTheLimitIsTooLarge() {
    var body = new Body(10_000, head("20000"));
    body.add(Unpooled.wrappedBuffer(new byte[5_000]));
    body.add(Unpooled.wrappedBuffer(new byte[5_000]));

    assertThat(body.array()).hasSize(10_000);
    assertThatThrownBy(() -> body.add(Unpooled.wrappedBuffer(new byte[1])))
        .isInstanceOf(StepException.class);
  }

  private static Body body(String declared, int... parts) {
    var body = new Body(MAX, head(declared));
    for (int part : parts) {
      body.add(Unpooled.wrappedBuffer(new byte[part]));
    }
    return body;
  }

  private static HttpHeaders head(String declared) {
    HttpHeaders head = new FlatHeaders();
    return declared.isEmpty() ? head : head.set("content-length", declared);
  }
}
