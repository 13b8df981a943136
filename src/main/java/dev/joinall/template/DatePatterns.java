package dev.joinall.template;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.regex.Pattern;

/** Formatters of dates by their patterns. */
final class DatePatterns {
  /** In characters. */
  static final int MAX_LENGTH = 100;

  /** Most patterns are constants of the file; computed patterns evict older ones. */
  private static final int MAX_FORMATTERS = 500;

  /** In elements: the cost of creating a formatter. */
  private static final int MAKING = 2_000;

  private static final Cache<String, DateTimeFormatter> FORMATTERS =
      CacheBuilder.newBuilder().maximumSize(MAX_FORMATTERS).build();

  private DatePatterns() {}

  /**
   * Rejects a constant pattern with a typical mistake in its letters.
   *
   * @throws IllegalArgumentException if it has minutes or a day of the year in place of a month or
   *     day, the year of a week in place of the year, or a month in place of minutes
   */
  static void check(String pattern) {
    String letters = QUOTED.matcher(pattern).replaceAll("");
    boolean hasDate = HAS_YEAR.matcher(letters).find() || HAS_MONTH.matcher(letters).find();
    if (letters.contains("Y") && !HAS_WEEK.matcher(letters).find()) {
      throw new IllegalArgumentException("Y is the year of a week; the year is y, as in yyyy");
    }
    if (letters.contains("m") && hasDate && !HAS_HOUR.matcher(letters).find()) {
      throw new IllegalArgumentException("m are minutes; the month is M, as in MM");
    }
    if (letters.contains("D") && (HAS_MONTH.matcher(letters).find() || letters.contains("m"))) {
      throw new IllegalArgumentException("D is the day of the year; the day of the month is d");
    }
    if (HALF_DAY.matcher(letters).find() && !HAS_HALF.matcher(letters).find()) {
      throw new IllegalArgumentException(
          "h counts to 12 and needs a for the half of the day; the hour of the day is H");
    }
    if (MONTH_AFTER_HOUR.matcher(letters).find()) {
      throw new IllegalArgumentException("M is the month; minutes are m, as in HH:mm");
    }
    if (FRACTION_AS_SECOND.matcher(letters).find()) {
      throw new IllegalArgumentException("S is a part of a second; seconds are s, as in HH:mm:ss");
    }
    var _ = formatter(pattern, "en");
  }

  private static final Pattern QUOTED = Pattern.compile("'[^']*'");
  private static final Pattern HAS_YEAR = Pattern.compile("[yuY]");
  private static final Pattern HAS_MONTH = Pattern.compile("[ML]");
  private static final Pattern HAS_WEEK = Pattern.compile("[wWec]");
  private static final Pattern HALF_DAY = Pattern.compile("[hK]");
  private static final Pattern HAS_HALF = Pattern.compile("[aBHkAnN]");
  private static final Pattern MONTH_AFTER_HOUR = Pattern.compile("[HhKk]:M");
  private static final Pattern FRACTION_AS_SECOND = Pattern.compile("[mM]:S");
  private static final Pattern HAS_HOUR = Pattern.compile("[HhKkAnN]");

  /**
   * A formatter that rejects days that do not exist, such as February 30.
   *
   * @throws IllegalArgumentException if the pattern or the locale is invalid
   */
  static DateTimeFormatter formatter(String pattern, String locale) {
    if (pattern.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a pattern has at most " + MAX_LENGTH + " characters");
    }
    String key = locale + " " + pattern;
    DateTimeFormatter known = FORMATTERS.getIfPresent(key);
    if (known == null) {
      Meter.chargeElements(MAKING);
      known =
          new DateTimeFormatterBuilder()
              .appendPattern(pattern)
              .parseDefaulting(ChronoField.ERA, 1)
              .toFormatter(Locales.of(locale))
              .withResolverStyle(ResolverStyle.STRICT);
      FORMATTERS.put(key, known);
    }
    return known;
  }
}
