package dev.joinall.json;

/**
 * Validates in one pass, without allocation, that bytes are one JSON value: the exact grammar of
 * RFC 8259, strict UTF-8, and two limits that keep a hostile document cheap.
 *
 * <p>Every method takes the offset of the start and returns the offset after the end.
 */
final class JsonScanner {
  /** The maximum nesting. Limits the recursion of this class and of later readers. */
  static final int MAX_DEPTH = 64;

  /** In bytes. Converting digits to a number takes more than linear time. */
  static final int MAX_NUMBER_LENGTH = 1_000;

  private final byte[] bytes;
  private final int start;
  private final int end;

  private JsonScanner(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  /** Scans the single value between the offsets, without the white space around it. */
  static Json scan(byte[] bytes, int from, int to) {
    JsonScanner scanner = new JsonScanner(bytes, from, to);
    int first = scanner.space(from);
    int behind = scanner.value(first, 0);
    int rest = scanner.space(behind);
    if (rest < to) {
      throw scanner.malformed("something follows the value", rest);
    }
    return Json.trusted(bytes, first, behind);
  }

  private int value(int at, int depth) {
    return switch (peek(at)) {
      case '"' -> string(at + 1);
      case '{' -> object(at, depth + 1);
      case '[' -> array(at, depth + 1);
      case 't' -> literal("true", at);
      case 'f' -> literal("false", at);
      case 'n' -> literal("null", at);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(at);
      default -> throw expected("a value", at);
    };
  }

  private int object(int from, int depth) {
    checkDepth(from, depth);
    int at = space(from + 1);
    if (peek(at) == '}') {
      return at + 1;
    }
    while (true) {
      at = space(string(expect('"', "a name in quotes", at)));
      at = space(expect(':', "a colon", at));
      at = space(value(at, depth));
      if (peek(at) == '}') {
        return at + 1;
      }
      at = space(expect(',', "a comma or a closing brace", at));
    }
  }

  private int array(int from, int depth) {
    checkDepth(from, depth);
    int at = space(from + 1);
    if (peek(at) == ']') {
      return at + 1;
    }
    while (true) {
      at = space(value(at, depth));
      if (peek(at) == ']') {
        return at + 1;
      }
      at = space(expect(',', "a comma or a closing bracket", at));
    }
  }

  /** Scans from after the opening quote to after the closing one. */
  private int string(int from) {
    int at = from;
    while (true) {
      at = StringBytes.plainUntil(bytes, at, end);
      int next = peek(at);
      if (next == '"') {
        return at + 1;
      } else if (next == '\\') {
        at = escape(at + 1);
      } else if (next < 0 && at < end) {
        at = Utf8.skip(bytes, at, end);
        if (at < 0) {
          throw malformed("not UTF-8", ~at);
        }
      } else {
        throw at < end
            ? malformed("a control character in a string", at)
            : expected("a closing quote", at);
      }
    }
  }

  private int escape(int at) {
    return switch (peek(at)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
      case 'u' -> {
        for (int i = at + 1; i <= at + 4; i++) {
          if (Character.digit(peek(i), 16) < 0) {
            throw expected("a hexadecimal digit", i);
          }
        }
        yield at + 5;
      }
      default -> throw expected("one of \"\\/bfnrtu", at);
    };
  }

  private int number(int from) {
    int at = bytes[from] == '-' ? from + 1 : from;
    // After a leading zero no digit is valid, so 01 fails at the 1.
    at = peek(at) == '0' ? at + 1 : digits(at);
    if (peek(at) == '.') {
      at = digits(at + 1);
    }
    if (peek(at) == 'e' || peek(at) == 'E') {
      int sign = peek(at + 1);
      at = digits(sign == '+' || sign == '-' ? at + 2 : at + 1);
    }
    if (at - from > MAX_NUMBER_LENGTH) {
      throw malformed("a number longer than " + MAX_NUMBER_LENGTH + " bytes", from);
    }
    return at;
  }

  private int digits(int from) {
    int at = from;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw expected("a digit", at);
    }
    return at;
  }

  private int literal(String word, int from) {
    for (int i = 0; i < word.length(); i++) {
      if (peek(from + i) != word.charAt(i)) {
        throw expected(word, from);
      }
    }
    return from + word.length();
  }

  private int space(int from) {
    return from < end && bytes[from] > ' ' ? from : spaces(from);
  }

  private int spaces(int from) {
    int at = from;
    while (at < end && StringBytes.isSpace(bytes[at])) {
      at++;
    }
    return at;
  }

  private int expect(char wanted, String name, int at) {
    if (peek(at) != wanted) {
      throw expected(name, at);
    }
    return at + 1;
  }

  /**
   * Returns -1 at the end: like every byte of a multi-byte character, it begins nothing in the
   * grammar.
   */
  private int peek(int at) {
    return at < end ? bytes[at] : -1;
  }

  private void checkDepth(int at, int depth) {
    if (depth > MAX_DEPTH) {
      throw malformed("deeper than " + MAX_DEPTH, at);
    }
  }

  private MalformedJson expected(String what, int at) {
    return malformed((at < end ? "not " : "the end instead of ") + what, at);
  }

  private MalformedJson malformed(String reason, int at) {
    return new MalformedJson(reason, at - start);
  }
}
