package dev.joinall.config;

import java.util.Locale;
import java.util.Set;

/** The words for true and false of YAML 1.1, which are texts here. */
final class Booleans {
  private static final Set<String> TRUE = Set.of("true", "yes", "on", "y", "1");
  private static final Set<String> FALSE = Set.of("false", "no", "off", "n", "0");

  private Booleans() {}

  /** What to write in place of a word; empty if it is none of them. */
  static String hint(String written) {
    String word = written.toLowerCase(Locale.ROOT);
    if (TRUE.contains(word)) {
      return "write true, without quotes";
    }
    return FALSE.contains(word) ? "write false, without quotes" : "";
  }
}
