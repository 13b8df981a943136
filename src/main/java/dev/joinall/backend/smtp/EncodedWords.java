package dev.joinall.backend.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/**
 * Encodes text in a header (RFC 2047). Unlike Jakarta Mail, it also encodes ASCII that a mail
 * client would decode, and words too long to fold, so the text arrives unchanged.
 */
final class EncodedWords {
  private static final int MAX_LINE = 76;

  /** Bytes in one encoded word, which is limited to 75 characters. */
  private static final int MAX_BYTES = 45;

  private EncodedWords() {}

  /** The value of a header, folded. */
  static String header(String name, String text) {
    if (text.length() + name.length() + 2 <= MAX_LINE && isPlain(text)) {
      return text;
    }
    var out = new StringBuilder();
    int from = 0;
    while (from < text.length()) {
      int to = end(text, from);
      byte[] bytes = text.substring(from, to).getBytes(UTF_8);
      out.append(from == 0 ? "" : "\r\n ")
          .append("=?UTF-8?B?")
          .append(Base64.getEncoder().encodeToString(bytes))
          .append("?=");
      from = to;
    }
    return out.toString();
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~') && !text.contains("=?");
  }

  /** End of the longest piece that fits into one word; at least one whole character. */
  private static int end(String text, int from) {
    int to = from;
    int bytes = 0;
    while (to < text.length()) {
      int point = text.codePointAt(to);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > MAX_BYTES) {
        return to;
      }
      to += Character.charCount(point);
    }
    return to;
  }
}
