package dev.joinall.backend;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;

/**
 * What the names and values of header lines may be (RFC 9110, 5.6.2 and 5.5). Decides the usual
 * ones itself and leaves all others to Netty, which refuses them with {@link
 * IllegalArgumentException} or lets them pass.
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
      RULES.getNameValidator().validateName(name); // tells why
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
