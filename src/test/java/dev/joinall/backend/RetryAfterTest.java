package dev.joinall.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of RFC 9110, 5.6.7 and 10.2.3. */
class RetryAfterTest {
  private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0                              | 0",
        "120                            | 120",
        "999999999                      | 31536000",
        "Sun, 06 Nov 1994 08:50:37 GMT  | 60",
        "Sunday, 06-Nov-94 08:50:37 GMT | 60",
        "Sun Nov  6 08:50:37 1994       | 60",
        "Wed Nov 16 08:49:37 1994       | 864000",
        "Sun, 06 Nov 1994 08:00:00 GMT  | 0",
      })
  void eachFormIsATime(String value, long seconds) {
    assertThat(RetryAfter.of(value, DATE)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "1.5",
        "soon",
        "9999999999",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 32 Nov 1994 08:49:37 GMT",
        "1994-11-06T08:49:37Z"
      })
  void anythingElseIsNone(String value) {
    assertThat(RetryAfter.of(value, DATE)).isEqualTo(Optional.empty());
  }

  @Test
  void withoutADateTheClockDecides() {
    String later =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .format(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100));
    assertThat(RetryAfter.of(later, null).orElseThrow())
        .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(100));
    assertThat(RetryAfter.of(null, null)).isEmpty();
  }
}
