package dev.joinall.template;

import java.util.regex.Pattern;

/** Finds number patterns whose comma is meant as a decimal point. */
final class NumberPatterns {
  private static final Pattern QUOTED = Pattern.compile("'[^']*'");

  /** Matches a last group of one or two digits before the point. */
  private static final Pattern SHORT_GROUP = Pattern.compile("^[^.;]*,[#0]{1,2}(?![#0,])");

  private NumberPatterns() {}

  /**
   * Rejects an invalid constant pattern.
   *
   * @throws IllegalArgumentException if it is invalid, or has a comma in place of a decimal point
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
