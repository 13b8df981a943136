package dev.joinall.backend.smtp;

import java.util.Locale;
import java.util.Set;

/** Encodes the values of additional headers. */
final class MailHeaderText {
  /** The maximum length of a line (RFC 5322, 2.1.1). */
  private static final int MAX_LINE = 998;

  private static final int MAX_LENGTH = 8_192;

  /** Structured headers, in which an encoded word would not be decoded. */
  private static final Set<String> STRUCTURED =
      Set.of(
          "auto-submitted",
          "precedence",
          "in-reply-to",
          "references",
          "list-unsubscribe",
          "list-unsubscribe-post",
          "list-subscribe",
          "list-post",
          "list-help",
          "list-owner",
          "list-archive",
          "feedback-id",
          "disposition-notification-to");

  private MailHeaderText() {}

  static void check(String text) throws MailAddress.Malformed {
    MailAddress.refuseControls(text);
    if (text.length() > MAX_LENGTH) {
      throw new MailAddress.Malformed("has more than " + MAX_LENGTH + " characters");
    }
  }

  /** The value of a header, folded at blanks; text beyond ASCII is encoded. */
  static String of(String name, String text) throws MailAddress.Malformed {
    String value = text.strip();
    boolean ascii = value.chars().allMatch(c -> c < 128);
    if (STRUCTURED.contains(name.toLowerCase(Locale.ROOT))) {
      if (!ascii) {
        throw new MailAddress.Malformed("takes no characters beyond ASCII");
      }
    } else if (!ascii || value.contains("=?")) {
      return EncodedWords.header(name, text);
    }
    String folded = fold(name, value);
    if (folded.lines().anyMatch(line -> line.length() + name.length() + 2 > MAX_LINE)) {
      throw new MailAddress.Malformed("has a word that is too long");
    }
    return folded;
  }

  private static String fold(String name, String value) {
    var out = new StringBuilder();
    int column = name.length() + 1;
    for (String word : value.split(" ", -1)) {
      boolean breaks = column + 1 + word.length() > EncodedWords.MAX_LINE && !word.isEmpty();
      if (!out.isEmpty()) {
        out.append(breaks ? "\r\n " : " ");
        column = breaks ? 0 : column;
      }
      out.append(word);
      column += 1 + word.length();
    }
    return out.toString();
  }
}
