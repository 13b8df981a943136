package dev.joinall.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.config.FaultWords;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultTest {
  @Test
  void eachTypeHasItsWord() {
    assertThat(Stream.of(Fault.Type.values()).map(Fault.Type::word).toList())
        .isEqualTo(FaultWords.ALL);
  }
}
