package dev.joinall.template;

import java.util.regex.Pattern;

/** Finds patterns of numbers that mean something else than they look like. */
final class NumberPatterns {
  private static final Pattern QUOTED = Pattern.compile("'[^']*'");

  /** The last group of digits before the point has one or two places. */
  private static final Pattern SHORT_GROUP = Pattern.compile("^[^.;]*,[#0]{1,2}(?![#0,])");

  private NumberPatterns() {}

  /**
   * Refuses a constant pattern.
   *
   * @throws IllegalArgumentException if it is invalid, or has a comma where a point is meant
   */
  static void check(String pattern) {
    if (SHORT_GROUP.matcher(QUOTED.matcher(pattern).replaceAll("")).find()) {
      throw new IllegalArgumentException(
          "a comma in a pattern groups digits; the point is written . for every locale, as in"
              + " #,##0.00");
    }
    var _ = NumberFunctions.format(pattern, "en");
  }
}
