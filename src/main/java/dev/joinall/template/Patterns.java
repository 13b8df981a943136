package dev.joinall.template;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.joinall.json.LinearPattern;

/** Compiled regular expressions by their text. Matching takes linear time, and charges its cost. */
final class Patterns {
  /** Most patterns are constants of the file; computed patterns evict older ones. */
  private static final int MAX_PATTERNS = 500;

  /** The cache finds a pattern by the hash code of its text, which may collide. */
  private static final int MAX_PATTERN_LENGTH = 1_000;

  /** In elements: the cost of compiling one step of a pattern. */
  private static final int COMPILING = 40;

  private static final Cache<String, LinearPattern> PATTERNS =
      CacheBuilder.newBuilder().maximumSize(MAX_PATTERNS).build();

  private Patterns() {}

  static boolean matches(String text, String pattern) {
    LinearPattern compiled = compiled(pattern);
    Meter.chargeElements(compiled.work(text.length()) / 2);
    return compiled.isIn(text);
  }

  static LinearPattern compiled(String written) {
    if (written.length() > MAX_PATTERN_LENGTH) {
      throw new IllegalArgumentException(
          "a pattern of more than " + MAX_PATTERN_LENGTH + " characters");
    }
    LinearPattern known = PATTERNS.getIfPresent(written);
    if (known == null) {
      Meter.chargeElements(
          COMPILING
              * (20
                  + written.length()
                  + Math.min(LinearPattern.MAX_SIZE, LinearPattern.sizeOf(written))));
      known = LinearPattern.compile(written);
      PATTERNS.put(written, known);
    }
    return known;
  }
}
