package dev.joinall.backend;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code Retry-After} of a server (RFC 9110, 10.2.3): seconds, or a date in one of the
 * three forms of RFC 9110, 5.6.7. Compares a date with the {@code Date} of the same response;
 * without one, with the clock of this machine, which may differ from the server's.
 */
public final class RetryAfter {
  /** No call waits that long. */
  private static final Duration MAX = Duration.ofDays(365);

  private static final int MAX_DIGITS = 9;

  private static final int CENTURY = 100;
  private static final int HALF_CENTURY = 50;

  private static final List<DateTimeFormatter> FORMS =
      List.of(form("EEE, dd MMM uuuu HH:mm:ss 'GMT'"), form("EEE MMM ppd HH:mm:ss uuuu"));

  private RetryAfter() {}

  /**
   * @param value the header {@code Retry-After}; null if there is none
   * @param date the header {@code Date}; null if there is none
   * @return empty if the value has neither form
   */
  public static Optional<Duration> of(@Nullable String value, @Nullable String date) {
    if (value == null) {
      return Optional.empty();
    }
    String written = value.strip();
    if (isSeconds(written)) {
      return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(written))));
    }
    Instant now = Optional.ofNullable(date).flatMap(RetryAfter::instant).orElseGet(Instant::now);
    return instant(written).map(then -> bounded(Duration.between(now, then)));
  }

  private static boolean isSeconds(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Duration bounded(Duration wait) {
    return wait.isNegative() ? Duration.ZERO : wait.compareTo(MAX) > 0 ? MAX : wait;
  }

  private static Optional<Instant> instant(String text) {
    for (DateTimeFormatter form : FORMS) {
      Optional<Instant> read = read(text, form);
      if (read.isPresent()) {
        return read;
      }
    }
    return read(text, rfc850());
  }

  private static Optional<Instant> read(String text, DateTimeFormatter form) {
    try {
      return Optional.of(LocalDateTime.parse(text.strip(), form).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static DateTimeFormatter form(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.US);
  }

  /** The year has two digits; a date more than 50 years ahead is in the past. */
  private static DateTimeFormatter rfc850() {
    int first = LocalDate.now(ZoneOffset.UTC).getYear() + HALF_CENTURY - CENTURY + 1;
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, first)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.US);
  }
}
