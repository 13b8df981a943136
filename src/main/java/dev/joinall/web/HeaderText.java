package dev.joinall.web;

import dev.joinall.template.InvalidExpression;

/** What an HTTP header can hold. */
final class HeaderText {
  private HeaderText() {}

  /** The same text; refuses control characters, and what Latin-1 has no byte for. */
  static String checked(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new InvalidExpression("a header can't hold control characters or beyond Latin-1");
      }
    }
    return text;
  }
}
