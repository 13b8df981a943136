package dev.joinall.config;

import java.util.Locale;
import java.util.Set;

/** The words for true and false in YAML 1.1, which are texts in YAML 1.2. */
final class Booleans {
  private static final Set<String> TRUE = Set.of("true", "yes", "on", "y", "1");
  private static final Set<String> FALSE = Set.of("false", "no", "off", "n", "0");

  private Booleans() {}

  /** Suggests a boolean in place of the word; empty for other words. */
  static String hint(String written) {
    String word = written.toLowerCase(Locale.ROOT);
    if (TRUE.contains(word)) {
      return "write true, without quotes";
    }
    return FALSE.contains(word) ? "write false, without quotes" : "";
  }
}
