package dev.joinall.backend.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/**
 * Encodes text in a header (RFC 2047). Unlike Jakarta Mail, it also encodes ASCII that a mail
 * client would decode, words too long to fold and blanks at the ends, so the text arrives
 * unchanged; and it counts the name of the header, so that no line with an encoded word is longer
 * than 76 characters.
 */
final class EncodedWords {
  static final int MAX_LINE = 76;

  private static final String START = "=?UTF-8?B?";
  private static final String END = "?=";

  /** The maximum length of one encoded word, in characters. */
  private static final int MAX_WORD = 75;

  private EncodedWords() {}

  /** Returns the value of a header, folded. */
  static String header(String name, String text) {
    int column = name.length() + 2;
    if (column + text.length() <= MAX_LINE && isPlain(text)) {
      return text;
    }
    var out = new StringBuilder();
    append(out, column, text);
    return out.toString();
  }

  /**
   * Appends a text as encoded words, one on each line.
   *
   * @param column the column of the start in its line
   * @return the column of the end
   */
  static int append(StringBuilder out, int column, String text) {
    int at = column;
    int from = 0;
    while (from < text.length()) {
      int to = end(text, from, bytes(at));
      if (to == from) {
        out.append("\r\n ");
        at = 1;
        to = end(text, from, bytes(at));
      }
      byte[] bytes = text.substring(from, to).getBytes(UTF_8);
      String word = START + Base64.getEncoder().encodeToString(bytes) + END;
      out.append(word);
      from = to;
      if (from < text.length()) {
        out.append("\r\n ");
        at = 1;
      } else {
        at += word.length();
      }
    }
    return at;
  }

  /** Whether it is printable ASCII that a mail client shows unchanged. */
  static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~')
        && !text.contains("=?")
        && !text.startsWith(" ")
        && !text.endsWith(" ");
  }

  /** The number of bytes that fit into one encoded word at this column. */
  private static int bytes(int column) {
    int room = Math.min(MAX_WORD, MAX_LINE - column) - START.length() - END.length();
    return Math.max(0, room / 4 * 3);
  }

  /** The end of the longest piece of whole characters with at most this number of bytes. */
  private static int end(String text, int from, int maxBytes) {
    int to = from;
    int bytes = 0;
    while (to < text.length()) {
      int point = text.codePointAt(to);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > maxBytes) {
        return to;
      }
      to += Character.charCount(point);
    }
    return to;
  }
}
