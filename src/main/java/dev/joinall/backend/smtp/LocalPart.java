package dev.joinall.backend.smtp;

import dev.joinall.backend.smtp.MailAddress.Malformed;

/** The part of an address before its {@code @} (RFC 5321, 4.1.2, and RFC 6531, 3.3). */
final class LocalPart {
  private LocalPart() {}

  /** The shortest equivalent form: unneeded quotes are removed. */
  static String of(String written) throws Malformed {
    if (!written.startsWith("\"")) {
      if (!isDotAtom(written)) {
        throw malformed();
      }
      return written;
    }
    var text = new StringBuilder();
    for (int i = 1; i < written.length() - 1; i++) {
      char c = written.charAt(i) == '\\' ? written.charAt(++i) : written.charAt(i);
      if (c >= 128 || c < ' ') {
        throw malformed();
      }
      text.append(c);
    }
    if (isDotAtom(text)) {
      return text.toString();
    }
    return '"' + text.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static boolean isDotAtom(CharSequence text) {
    String local = text.toString();
    return !local.isEmpty()
        && !local.startsWith(".")
        && !local.endsWith(".")
        && !local.contains("..")
        && local.codePoints().allMatch(c -> c == '.' || MailAddress.isAtom(c) || isForeign(c));
  }

  /**
   * Whether it is a letter, mark, digit or symbol beyond ASCII, and neither a blank nor invisible.
   */
  private static boolean isForeign(int c) {
    return c >= 128
        && switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.SPACE_SEPARATOR,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              false;
          default -> true;
        };
  }

  private static Malformed malformed() {
    return new Malformed("is not one mail address");
  }
}
