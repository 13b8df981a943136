package dev.joinall.backend;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;

/**
 * The syntax of names and values of header lines (RFC 9110, 5.6.2 and 5.5). Checks common ones
 * itself and passes all others to Netty, which refuses them with {@link IllegalArgumentException}
 * or accepts them.
 */
final class FieldSyntax {
  private static final DefaultHttpHeadersFactory RULES = DefaultHttpHeadersFactory.headersFactory();
  private static final boolean[] TOKEN = token();

  private FieldSyntax() {}

  private static boolean[] token() {
    boolean[] allowed = new boolean[128];
    for (char c = 0; c < allowed.length; c++) {
      allowed[c] = Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
    return allowed;
  }

  static void checkName(CharSequence name) {
    if (!isToken(name)) {
      RULES.getNameValidator().validateName(name); // throws with the reason
    }
  }

  private static boolean isToken(CharSequence name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= TOKEN.length || !TOKEN[c]) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  static void checkValue(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > '~' || c < ' ' || (c == ' ' && i == 0)) {
        RULES.getValueValidator().validate(text);
        return;
      }
    }
  }
}
