package dev.joinall.json;

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing beyond U+10FFFF. */
final class Utf8 {
  private Utf8() {}

  /**
   * Checks the run of multi-byte characters that begins at an offset.
   *
   * @return the offset after the run, or {@code ~offset} of the first invalid character
   */
  static int skip(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] < 0) {
      int length = length(bytes, at, to);
      if (length == 0) {
        return ~at;
      }
      at += length;
    }
    return at;
  }

  /** The length in bytes, 2 to 4, of the multi-byte character at an offset; 0 if it is invalid. */
  private static int length(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xFF;
    int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || to - at < length || !secondFits(lead, bytes[at + 1] & 0xFF)) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /**
   * Whether the second byte is valid: it shows overlong forms, surrogates, and values that are too
   * high.
   */
  private static boolean secondFits(int lead, int second) {
    return switch (lead) {
      case 0xE0 -> second >= 0xA0 && second <= 0xBF;
      case 0xED -> second >= 0x80 && second <= 0x9F;
      case 0xF0 -> second >= 0x90 && second <= 0xBF;
      case 0xF4 -> second >= 0x80 && second <= 0x8F;
      default -> second >= 0x80 && second <= 0xBF;
    };
  }
}
