package dev.joinall.cache;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the dates of HTTP, in their three forms (RFC 9110, 5.6.7). */
final class HttpDate {
  private static final int LEAP_SECOND = 60;
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  private static final String DAY = "(?:mon|tue|wed|thu|fri|sat|sun)";
  private static final String LONG_DAY =
      "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)";
  private static final String MONTH = "(?<month>" + String.join("|", MONTHS) + ")";
  private static final String TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";

  private static final List<Pattern> FORMS =
      List.of(
          form(DAY + ", (?<day>\\d\\d) " + MONTH + " (?<year>\\d{4}) " + TIME + " gmt"),
          form(LONG_DAY + ", (?<day>\\d\\d)-" + MONTH + "-(?<year>\\d\\d) " + TIME + " gmt"),
          form(DAY + " " + MONTH + " (?<day>[ \\d]\\d) " + TIME + " (?<year>\\d{4})"));

  private HttpDate() {}

  private static Pattern form(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /**
   * The date; empty if the text is none.
   *
   * @param now the present time; a year of two digits is at most 50 years after it
   */
  static Optional<Instant> parse(String text, Instant now) {
    for (Pattern form : FORMS) {
      Matcher date = form.matcher(text.strip());
      if (date.matches()) {
        return instant(date, now);
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> instant(Matcher date, Instant now) {
    int year = Integer.parseInt(date.group("year"));
    if (date.group("year").length() == 2) {
      int latest = now.atOffset(ZoneOffset.UTC).getYear() + 50;
      year = latest - Math.floorMod(latest - year, 100);
    }
    int second = Integer.parseInt(date.group("second"));
    try {
      return Optional.of(
          LocalDateTime.of(
                  year,
                  MONTHS.indexOf(date.group("month").toLowerCase(Locale.ROOT)) + 1,
                  Integer.parseInt(date.group("day").strip()),
                  Integer.parseInt(date.group("hour")),
                  Integer.parseInt(date.group("minute")),
                  second == LEAP_SECOND ? second - 1 : second)
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
