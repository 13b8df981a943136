package dev.joinall.json;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A pattern of RE2, whose time is at most the product of its size and of the text, and whose stack
 * does not grow with the text; the JDK's own can be made to run for ever by what a client sends.
 * RE2 has no look-around and no back references. Immutable and thread-safe.
 */
public final class LinearPattern {
  /** Of a compiled pattern: nested repetitions multiply, so that a short text can make millions. */
  public static final int MAX_SIZE = 5_000;

  /** In characters, as it is written. */
  public static final int MAX_LENGTH = 5_000;

  /** Of a use, of a character, and of a place in the pattern that is looked at beside others. */
  private static final int REUSE = 100;

  private static final int CHARACTER = 16;
  private static final int PLACE = 6;

  private final Pattern pattern;
  private final long places;

  private LinearPattern(Pattern pattern, long places) {
    this.pattern = pattern;
    this.places = places;
  }

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException where it is none, or too large; the message says which
   */
  public static LinearPattern compile(String written) {
    PatternSize size = PatternSize.of(written);
    if (written.length() > MAX_LENGTH || size.steps() > MAX_SIZE) {
      throw new IllegalArgumentException(
          "the pattern is too large: it has more than "
              + MAX_SIZE
              + " steps when its repetitions are written out");
    }
    try {
      return new LinearPattern(Pattern.compile(written), size.places());
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the pattern is not one of RE2, which has no look-around and no back references: "
              + e.getMessage(),
          e);
    }
  }

  /** How large a pattern becomes, estimated from its text. */
  public static long sizeOf(String written) {
    return PatternSize.of(written).steps();
  }

  /**
   * What finding it in a text of that length may take, in pieces of about five nanoseconds. Parts
   * that may be left out are all looked at behind the last character as well.
   */
  public long work(int length) {
    return REUSE + (length + 1) * (CHARACTER + PLACE * places);
  }

  /** Whether it is somewhere in the text. */
  public boolean isIn(String text) {
    return pattern.matcher(text).find();
  }
}
