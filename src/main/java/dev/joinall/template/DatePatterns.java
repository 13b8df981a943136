package dev.joinall.template;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;

/** Formatters of dates by their patterns. */
final class DatePatterns {
  /** In characters. */
  static final int MAX_LENGTH = 100;

  /** Most patterns are constants of the file; computed patterns evict older ones. */
  private static final int MAX_FORMATTERS = 500;

  /** In elements: the cost of making a formatter. */
  private static final int MAKING = 2_000;

  private static final Cache<String, DateTimeFormatter> FORMATTERS =
      CacheBuilder.newBuilder().maximumSize(MAX_FORMATTERS).build();

  private DatePatterns() {}

  /**
   * A formatter that refuses days that do not exist, such as February 30.
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
      Meter.look(MAKING);
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
