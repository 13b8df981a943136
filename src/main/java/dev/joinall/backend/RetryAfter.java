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
 * When a server wants to be asked again (RFC 9110, 10.2.3): in seconds, or at a date in one of the
 * three forms of RFC 9110, 5.6.7. A date is compared with the {@code Date} of the same answer, and
 * only without one with the clock of this machine, which may differ from the server's.
 */
public final class RetryAfter {
  /** A later time is not waited for anyway. */
  private static final Duration MAX = Duration.ofDays(365);

  private static final int MAX_DIGITS = 9;

  private static final int CENTURY = 100;
  private static final int HALF_CENTURY = 50;

  private static final List<DateTimeFormatter> FORMS =
      List.of(form("EEE, dd MMM uuuu HH:mm:ss 'GMT'"), form("EEE MMM ppd HH:mm:ss uuuu"));

  private RetryAfter() {}

  /**
   * @param value of the header {@code Retry-After}; null if there is none
   * @param date of the header {@code Date}; null if there is none
   * @return empty if it is neither of the forms
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

  /** Its year has two digits; one that seems more than 50 years ahead is in the past. */
  private static DateTimeFormatter rfc850() {
    int first = LocalDate.now(ZoneOffset.UTC).getYear() + HALF_CENTURY - CENTURY + 1;
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, first)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.US);
  }
}
