package dev.joinall.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Reads the contents of a JSON string, between its quotes, from valid bytes. */
final class JsonStrings {
  private JsonStrings() {}

  /** Resolves escapes. The escape of a lone surrogate becomes that lone surrogate. */
  static String decode(byte[] bytes, int from, int to) {
    int escape = StringBytes.textUntil(bytes, from, to);
    if (escape == to) {
      return new String(bytes, from, to - from, UTF_8);
    }
    StringBuilder text = new StringBuilder(to - from);
    int at = from;
    while (escape < to) {
      if (escape > at) {
        text.append(new String(bytes, at, escape - at, UTF_8));
      }
      text.append(unescape(bytes, escape + 1));
      at = escape + (bytes[escape + 1] == 'u' ? 6 : 2);
      escape = StringBytes.textUntil(bytes, at, to);
    }
    return text.append(new String(bytes, at, to - at, UTF_8)).toString();
  }

  /** Whether these bytes are this text. Allocates nothing if both are plain ASCII. */
  static boolean matches(byte[] bytes, int from, int to, String text) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b < 0 || b == '\\') {
        return decode(bytes, from, to).equals(text);
      }
      if (i - from >= text.length() || text.charAt(i - from) != b) {
        return false;
      }
    }
    return text.length() == to - from;
  }

  private static char unescape(byte[] bytes, int at) {
    return switch (bytes[at]) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int unit = 0;
        for (int i = at + 1; i <= at + 4; i++) {
          unit = unit << 4 | Character.digit(bytes[i], 16);
        }
        yield (char) unit;
      }
      default -> (char) bytes[at];
    };
  }
}
