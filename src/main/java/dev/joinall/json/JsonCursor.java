package dev.joinall.json;

/**
 * Iterates over the members of one object or the elements of one array, one level deep. The bytes
 * must be valid, so nested values are skipped by counting brackets. Not thread-safe.
 */
final class JsonCursor {
  private final byte[] bytes;
  private final boolean object;
  private int nameFrom;
  private int nameTo;
  private int valueFrom;
  private int valueTo;

  /** Creates a cursor before the first child of the object or array at this offset. */
  JsonCursor(byte[] bytes, int from) {
    this.bytes = bytes;
    this.object = bytes[from] == '{';
    this.valueTo = from;
  }

  /** Moves to the next child, if there is one. */
  boolean next() {
    int at = skipSpace(bytes, valueTo);
    if (bytes[at] == '}' || bytes[at] == ']') {
      return false;
    }
    at = skipSpace(bytes, at + 1); // skips the comma, or the opening bracket
    if (bytes[at] == '}' || bytes[at] == ']') {
      return false;
    }
    if (object) {
      nameFrom = at + 1;
      at = skipString(bytes, at);
      nameTo = at - 1;
      at = skipSpace(bytes, skipSpace(bytes, at) + 1);
    }
    valueFrom = at;
    valueTo = skipValue(bytes, at);
    return true;
  }

  boolean isNamed(String name) {
    return JsonStrings.matches(bytes, nameFrom, nameTo, name);
  }

  String name() {
    return JsonStrings.decode(bytes, nameFrom, nameTo);
  }

  Json value() {
    return Json.trusted(bytes, valueFrom, valueTo);
  }

  /**
   * Skips from an opening bracket, or from the end of a child, to the next child or the closing
   * bracket.
   */
  static int nextChild(byte[] bytes, int from) {
    int at = skipSpace(bytes, from);
    return bytes[at] == '{' || bytes[at] == '[' || bytes[at] == ',' ? skipSpace(bytes, at + 1) : at;
  }

  static int skipSpace(byte[] bytes, int from) {
    int at = from;
    while (StringBytes.isSpace(bytes[at])) {
      at++;
    }
    return at;
  }

  /** Skips from the opening quote to the end of the string. */
  static int skipString(byte[] bytes, int from) {
    int at = StringBytes.textUntil(bytes, from + 1, bytes.length);
    while (bytes[at] == '\\') {
      at = StringBytes.textUntil(bytes, at + 2, bytes.length);
    }
    return at + 1;
  }

  /** Skips a number or a literal, up to its terminating byte, or {@code to}. */
  static int skipScalar(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isScalar(bytes[at])) {
      at++;
    }
    return at;
  }

  private static boolean isScalar(byte b) {
    return b > ' ' && b != ',' && b != ']' && b != '}';
  }

  private static int skipValue(byte[] bytes, int from) {
    return switch (bytes[from]) {
      case '"' -> skipString(bytes, from);
      case '{', '[' -> skipContainer(bytes, from);
      default -> skipScalar(bytes, from, bytes.length);
    };
  }

  private static int skipContainer(byte[] bytes, int from) {
    int at = from;
    int depth = 0;
    do {
      switch (bytes[at]) {
        case '"' -> at = skipString(bytes, at);
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        default -> at++;
      }
    } while (depth > 0);
    return at;
  }
}
