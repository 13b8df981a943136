package dev.joinall.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheControlTest {
  @Test
  void valuesMayBeQuoted() {
    var said = CacheControl.of(List.of("max-age=\"60\", ext=\"a, private\\\"\"", "s-maxage=5"));
    assertThat(said.seconds("max-age")).contains(60L);
    assertThat(said.seconds("s-maxage")).contains(5L);
    assertThat(said.has("private")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-age=60, ext=\"a, private",
        "max-age=60, foo=\"a\\\", private",
        "max-age=60, foo=bar;private",
        "max-age=60, foo= private",
        "private max-age=60",
        "max-age=60,,PRIVATE",
        "private=\"set-cookie\", max-age=60"
      })
  void restrictiveDirectivesAreFoundInAMalformedLine(String line) {
    assertThat(CacheControl.of(List.of(line)).has("private")).isTrue();
  }
}
