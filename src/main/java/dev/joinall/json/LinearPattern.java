package dev.joinall.json;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * A pattern of RE2. Matching takes at most the product of its size and the length of the text, and
 * its stack does not grow with the text; client input can make the JDK's patterns run forever. RE2
 * has no look-around and no back references. Immutable and thread-safe.
 */
public final class LinearPattern {
  /**
   * The maximum size of a compiled pattern: nested repetitions multiply, so a short text can have
   * millions of steps.
   */
  public static final int MAX_SIZE = 5_000;

  /** In characters, as written. */
  public static final int MAX_LENGTH = 5_000;

  /** The work of a use, of a character, and of a parallel position in the pattern. */
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
   * @throws IllegalArgumentException if it is invalid or too large; the message has the reason
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

  /** The size of a pattern, estimated from its text. */
  public static long sizeOf(String written) {
    return PatternSize.of(written).steps();
  }

  /**
   * The maximum work of a search in a text of this length, in units of about five nanoseconds.
   * Includes all optional parts after the last character.
   */
  public long work(int length) {
    return REUSE + (length + 1) * (CHARACTER + PLACE * places);
  }

  /** Whether the text contains a match. */
  public boolean isIn(String text) {
    return pattern.matcher(text).find();
  }

  /** The maximum work of reading one character once, in the units of {@link #work}. */
  public long workOfCharacter() {
    return CHARACTER + PLACE * places;
  }

  /** The matches in a text, from left to right. */
  public Matches in(CharSequence text) {
    return new Matches(pattern.matcher(text));
  }

  /** Iterates over the matches. Not thread-safe. */
  public static final class Matches {
    private final Matcher matcher;

    private Matches(Matcher matcher) {
      this.matcher = matcher;
    }

    public boolean next() {
      return matcher.find();
    }

    /** The number of groups of the pattern. */
    public int groups() {
      return matcher.groupCount();
    }

    /** The text of a group; the whole match for 0. */
    public Optional<String> group(int index) {
      return Optional.ofNullable(matcher.group(index));
    }

    public int start() {
      return matcher.start();
    }

    public int end() {
      return matcher.end();
    }
  }
}
