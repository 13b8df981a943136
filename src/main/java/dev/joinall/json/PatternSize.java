package dev.joinall.json;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Estimates the size of a pattern with its repetitions expanded, from its text, before a compiler
 * expands them. Underestimates by no more than a small factor; for an invalid pattern the result is
 * arbitrary.
 */
final class PatternSize {
  private static final long ENOUGH = Integer.MAX_VALUE;

  /** The number of places for a pattern with at most one way to continue. */
  private static final int FEW = 8;

  private final String pattern;

  /** For each open group, the size of everything before the last part. */
  private final Deque<Long> open = new ArrayDeque<>();

  private long before;
  private long last;
  private int at;
  private int repetitions;
  private long steps;

  private PatternSize(String pattern) {
    this.pattern = pattern;
  }

  static PatternSize of(String pattern) {
    var size = new PatternSize(pattern);
    size.steps = size.count();
    return size;
  }

  /** The size of the compiled pattern. */
  long steps() {
    return steps;
  }

  /**
   * The number of steps that may be active for one character: all of them, except for a pattern
   * that is anchored at the start and has one repetition, which is always in one position.
   */
  long places() {
    return pattern.startsWith("^") && repetitions <= 1 ? Math.min(steps, FEW) : steps;
  }

  private long count() {
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      switch (c) {
        case '(' -> {
          part(0);
          open.push(before);
          before = 0;
        }
        case ')' -> {
          long group = before + last + 2;
          before = open.isEmpty() ? 0 : open.pop();
          last = group;
        }
        case '[' -> {
          skipClass();
          part(1);
        }
        case '\\' -> {
          skipEscape();
          part(1);
        }
        case '*', '+', '?' -> {
          repetitions++;
          last++;
        }
        case '{' -> repeat();
        default -> part(1);
      }
    }
    while (!open.isEmpty()) {
      before += open.pop();
    }
    return before + last;
  }

  private void part(long size) {
    before = Math.min(ENOUGH, before + last);
    last = size;
  }

  private void repeat() {
    int end = pattern.indexOf('}', at);
    long times = end < 0 || end - at > 12 ? 0 : times(pattern.substring(at, end));
    if (times == 0) {
      part(1);
    } else {
      repetitions++;
      last = Math.min(ENOUGH, (last + 1) * times);
      at = end + 1;
    }
  }

  /** The largest count; zero if the text has no valid counts. */
  private static long times(String counts) {
    long largest = 0;
    for (String count : counts.split(",", 2)) {
      if (!count.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return 0;
      }
      largest = Math.max(largest, count.isEmpty() ? 0 : Long.parseLong(count));
    }
    return counts.isEmpty() ? 0 : largest + 1;
  }

  private void skipClass() {
    int first = at;
    while (at < pattern.length() && (pattern.charAt(at) != ']' || isFirst(first))) {
      if (pattern.startsWith("[:", at) && pattern.indexOf(":]", at) > 0) {
        at = pattern.indexOf(":]", at) + 2;
      } else {
        at += pattern.charAt(at) == '\\' ? 2 : 1;
      }
    }
    at++;
  }

  /** A closing bracket at the first position is a literal character. */
  private boolean isFirst(int first) {
    return at == first || (at == first + 1 && pattern.charAt(first) == '^');
  }

  /** Skips an escape such as \p{Greek} and \x{10FFFF}, whose braces are not a repetition. */
  private void skipEscape() {
    boolean braces = at + 1 < pattern.length() && pattern.charAt(at + 1) == '{';
    boolean named = at < pattern.length() && "pPx".indexOf(pattern.charAt(at)) >= 0;
    int end = braces && named ? pattern.indexOf('}', at) : at;
    at = Math.max(end, at) + 1;
  }
}
