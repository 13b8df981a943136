package dev.joinall.json;

/** Writes Java text as a JSON string in UTF-8, escaping no more than JSON requires. */
final class StringEscapes {
  /** The maximum of one char: a backslash, a u and four digits. */
  private static final int MAX_LENGTH = 6;

  private static final String HEX = "0123456789abcdef";

  private StringEscapes() {}

  /** The maximum number of bytes for any text of this length. */
  static long maxBytes(String text) {
    return 2L + (long) MAX_LENGTH * text.length();
  }

  /** Enough bytes for {@link #write}; exact for plain text. */
  static int roomFor(String text) {
    int room = 2 + text.length();
    for (int i = 0; i < text.length(); i++) {
      if (!isPlain(text.charAt(i))) {
        room += MAX_LENGTH - 1;
      }
    }
    return room;
  }

  /** Writes the text with quotes at an offset; returns the offset after it. */
  static int write(String text, byte[] into, int from) {
    int at = from;
    into[at++] = '"';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        into[at++] = (byte) c;
      } else if (c < 0x80) {
        at = escape(c, into, at);
      } else if (!Character.isSurrogate(c)) {
        at = multiByte(c, into, at);
      } else if (isPair(text, i)) {
        at = multiByte(text.codePointAt(i++), into, at);
      } else {
        at = unicode(c, into, at);
      }
    }
    into[at++] = '"';
    return at;
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
  }

  private static boolean isPair(String text, int at) {
    return at + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }

  private static int escape(char c, byte[] into, int at) {
    char letter =
        switch (c) {
          case '"', '\\' -> c;
          case '\b' -> 'b';
          case '\f' -> 'f';
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\t' -> 't';
          default -> 'u';
        };
    if (letter == 'u') {
      return unicode(c, into, at);
    }
    into[at] = '\\';
    into[at + 1] = (byte) letter;
    return at + 2;
  }

  private static int unicode(char c, byte[] into, int at) {
    into[at] = '\\';
    into[at + 1] = 'u';
    for (int digit = 0; digit < 4; digit++) {
      into[at + 2 + digit] = (byte) HEX.charAt(c >> (12 - 4 * digit) & 0xF);
    }
    return at + MAX_LENGTH;
  }

  private static int multiByte(int codePoint, byte[] into, int from) {
    int at = from;
    if (codePoint < 0x800) {
      into[at++] = (byte) (0xC0 | codePoint >> 6);
    } else if (codePoint < 0x10000) {
      into[at++] = (byte) (0xE0 | codePoint >> 12);
      into[at++] = following(codePoint >> 6);
    } else {
      into[at++] = (byte) (0xF0 | codePoint >> 18);
      into[at++] = following(codePoint >> 12);
      into[at++] = following(codePoint >> 6);
    }
    into[at++] = following(codePoint);
    return at;
  }

  private static byte following(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }
}
