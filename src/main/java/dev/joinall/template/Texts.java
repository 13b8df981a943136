package dev.joinall.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text functions whose usual implementations take the product of the lengths of their arguments, or
 * create more than their input. This class takes linear time and charges the cost. Positions count
 * code points, as in CEL.
 */
final class Texts {
  /** In elements: the cost of appending a text, besides copying it. */
  private static final int PIECE = 8;

  private Texts() {}

  static boolean contains(String text, String wanted) {
    return wanted.isEmpty() || new TextSearch(wanted).in(text, 0) >= 0;
  }

  static long indexOf(String text, String wanted, long offset) {
    if (wanted.isEmpty()) {
      return offset;
    }
    int from = place(text, offset);
    return codePoints(text, new TextSearch(wanted).in(text, from));
  }

  static long lastIndexOf(String text, String wanted, long offset) {
    if (wanted.isEmpty()) {
      return offset;
    }
    int end = Math.min(text.length(), place(text, offset) + wanted.length());
    int found = new TextSearch(reversed(wanted)).in(reversed(text.substring(0, end)), 0);
    return found < 0 ? -1 : codePoints(text, end - found - wanted.length());
  }

  static long length(String text) {
    Meter.chargeElements(Cost.ofText(text.length()));
    return text.codePointCount(0, text.length());
  }

  private static String reversed(String text) {
    Meter.chargeElements(2 * Cost.ofText(text.length()));
    Meter.chargeBytes(2L * text.length());
    char[] reversed = new char[text.length()];
    for (int i = 0; i < reversed.length; i++) {
      reversed[reversed.length - 1 - i] = text.charAt(i);
    }
    return new String(reversed);
  }

  private static int place(String text, long offset) {
    Meter.chargeElements(Cost.ofText(text.length()));
    if (offset < 0 || offset > text.codePointCount(0, text.length())) {
      throw new IllegalArgumentException("offset " + offset + " is outside of the text");
    }
    return text.offsetByCodePoints(0, (int) offset);
  }

  private static long codePoints(String text, int place) {
    if (place < 0) {
      return -1;
    }
    Meter.chargeElements(Cost.ofText(place));
    return text.codePointCount(0, place);
  }

  /**
   * Replaces the wanted text.
   *
   * @param max the maximum number of replacements; negative for all
   */
  static String replace(String text, String wanted, String by, long max) {
    if (wanted.equals(by) || max == 0) {
      return text;
    }
    var search = new TextSearch(wanted);
    var replaced = new StringBuilder();
    int from = 0;
    for (long left = max; left != 0; left--) {
      int found =
          wanted.isEmpty()
              ? (from == 0 && left == max ? 0 : next(text, from))
              : search.in(text, from);
      if (found < 0) {
        break;
      }
      append(replaced, text, from, found);
      append(replaced, by, 0, by.length());
      from = found + wanted.length();
    }
    append(replaced, text, from, text.length());
    return replaced.toString();
  }

  /** The position after the code point at that position; -1 after the last. */
  private static int next(String text, int from) {
    return from >= text.length() ? -1 : from + Character.charCount(text.codePointAt(from));
  }

  static void append(StringBuilder to, String text, int from, int end) {
    Meter.chargeElements(PIECE + Cost.ofCompared(end - from));
    Meter.chargeBytes(end - from);
    to.append(text, from, end);
  }

  /**
   * Splits a text at separators.
   *
   * @param max the maximum number of parts, of which the last one is the rest; negative for all
   */
  static List<String> split(String text, String separator, long max) {
    List<String> parts = new ArrayList<>();
    if (max == 0) {
      return parts;
    }
    var search = new TextSearch(separator);
    int from = 0;
    while (parts.size() + 1 != max) {
      int found = separator.isEmpty() ? next(text, from) : search.in(text, from);
      if (found < 0 || (separator.isEmpty() && found == text.length())) {
        break;
      }
      parts.add(part(text, from, found));
      from = found + separator.length();
    }
    if (!separator.isEmpty() || from < text.length()) {
      parts.add(part(text, from, text.length()));
    }
    return parts;
  }

  private static String part(String text, int from, int end) {
    Meter.chargeElements(2 + Cost.ofCompared(end - from));
    Meter.chargeBytes(Cost.OBJECT + Cost.PLACE + (long) (end - from));
    return text.substring(from, end);
  }

  static String join(List<?> parts, String separator) {
    var joined = new StringBuilder();
    boolean first = true;
    for (Object part : parts) {
      if (!first) {
        append(joined, separator, 0, separator.length());
      }
      String text = scalar(part);
      append(joined, text, 0, text.length());
      first = false;
    }
    return joined.toString();
  }

  static String scalar(@Nullable Object part) {
    return switch (part) {
      case String text -> text;
      case Boolean truth -> truth.toString();
      case Number number -> Arithmetic.text(number);
      case null, default ->
          throw new IllegalArgumentException(
              "expected strings, numbers or booleans, an item is something else");
    };
  }
}
