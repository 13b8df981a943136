package dev.joinall.json;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A pattern of RE2, whose time is at most the product of its size and of the text, and whose stack
 * does not grow with the text; the JDK's own can be made to run for ever by what a client sends. RE2
 * has no look-around and no back references. Immutable and thread-safe.
 */
public final class LinearPattern {
  /** Of a compiled pattern: nested repetitions multiply, so that a short text can make millions. */
  public static final int MAX_SIZE = 5_000;

  /** In characters, as it is written. */
  public static final int MAX_LENGTH = 5_000;

  private final Pattern pattern;

  private LinearPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException where it is none, or too large; the message says which
   */
  public static LinearPattern compile(String written) {
    if (written.length() > MAX_LENGTH || PatternSize.of(written) > MAX_SIZE) {
      throw new IllegalArgumentException(
          "the pattern is too large: it has more than "
              + MAX_SIZE
              + " steps when its repetitions are written out");
    }
    try {
      return new LinearPattern(Pattern.compile(written));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the pattern is not one of RE2, which has no look-around and no back references: "
              + e.getMessage(),
          e);
    }
  }

  /** How large a pattern becomes, estimated from its text. */
  public static long sizeOf(String written) {
    return PatternSize.of(written);
  }

  /** What finding it in a text of that length may take, in steps of some nanoseconds. */
  public long work(int length) {
    return (1L + length) * (1 + Math.min(length, pattern.programSize()) / 8);
  }

  /** Whether it is somewhere in the text. */
  public boolean isIn(String text) {
    return pattern.matcher(text).find();
  }
}
