package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.BitSet;

/** Percent-encodes all characters except those that RFC 3986 allows in a part of a URI. */
enum PercentEncoder {
  SEGMENT("-._~!$&'()*+,;=:@"),
  /** A path in the file, in which a percent sign starts an escape. */
  PATH("-._~!$&'()*+,;=:@/%"),
  ARGUMENT("-._~!$'()*,:@/?"),
  /** A name or a value of a form. */
  FORM("-._*");

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  @SuppressWarnings("ImmutableEnumChecker") // filled in the constructor, never changed
  private final BitSet plain = new BitSet(128);

  PercentEncoder(String marks) {
    plain.set('a', 'z' + 1);
    plain.set('A', 'Z' + 1);
    plain.set('0', '9' + 1);
    marks.chars().forEach(plain::set);
  }

  void encode(String text, StringBuilder out) {
    int plainUpTo = plainPrefix(text);
    out.append(text, 0, plainUpTo);
    if (plainUpTo == text.length()) {
      return;
    }
    for (byte b : text.substring(plainUpTo).getBytes(UTF_8)) {
      if (b >= 0 && plain.get(b)) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX[(b >> 4) & 0xF]).append(HEX[b & 0xF]);
      }
    }
  }

  String encoded(String text) {
    var out = new StringBuilder(text.length());
    encode(text, out);
    return out.toString();
  }

  private int plainPrefix(String text) {
    int at = 0;
    while (at < text.length() && plain.get(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
