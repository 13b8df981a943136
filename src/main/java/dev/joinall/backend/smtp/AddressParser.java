package dev.joinall.backend.smtp;

import dev.joinall.backend.smtp.MailAddress.Malformed;

/**
 * Parses one mailbox in the syntax of RFC 5322: with or without a name in quotes, a quoted local
 * part, and comments, which are dropped. Rejects groups, routes and lists, because two parsers that
 * disagree about them may send to different people. For one text.
 */
final class AddressParser {
  /** Characters that a name outside of quotes must not contain. */
  private static final String NAME_SPECIALS = "[]:;@\\,>";

  private final String text;
  private final StringBuilder name = new StringBuilder();
  private final StringBuilder plain = new StringBuilder();
  private int at;

  AddressParser(String text) {
    this.text = text;
  }

  MailAddress parse() throws Malformed {
    while (at < text.length() && text.charAt(at) != '<') {
      readOutside();
    }
    if (at == text.length()) {
      return MailAddress.of("", plain.toString().strip());
    }
    refuseSpecials();
    String address = readInside();
    plain.setLength(0);
    while (at < text.length()) {
      readOutside();
    }
    if (!plain.toString().isBlank()) {
      throw malformed();
    }
    return MailAddress.of(name.toString(), address);
  }

  /** Reads a comment, a quoted text or one character, as a part of a name or of an address. */
  private void readOutside() throws Malformed {
    switch (text.charAt(at)) {
      case '(' -> skipComment();
      case '"' -> {
        String quoted = readQuoted();
        plain.append(quoted);
        name.append(unquoted(quoted));
      }
      default -> {
        plain.append(text.charAt(at));
        name.append(text.charAt(at++));
      }
    }
  }

  /** Reads the text between the angle brackets. */
  private String readInside() throws Malformed {
    var inside = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != '>') {
      switch (text.charAt(at)) {
        case '(' -> skipComment();
        case '"' -> inside.append(readQuoted());
        default -> inside.append(text.charAt(at++));
      }
    }
    if (at++ == text.length()) {
      throw new Malformed("has no > at its end");
    }
    return inside.toString().strip();
  }

  private String readQuoted() throws Malformed {
    int length = MailAddress.quoteEnd(text.substring(at)) + 1;
    if (length == 0) {
      throw malformed();
    }
    String quoted = text.substring(at, at + length);
    at += length;
    return quoted;
  }

  private void skipComment() throws Malformed {
    int depth = 0;
    do {
      switch (text.charAt(at)) {
        case '(' -> depth++;
        case ')' -> depth--;
        case '\\' -> at++;
        default -> {}
      }
      at++;
    } while (depth > 0 && at < text.length());
    if (depth > 0) {
      throw malformed();
    }
  }

  /** Rejects a text before the brackets that is not a name, such as a second address. */
  private void refuseSpecials() throws Malformed {
    for (int i = 0; i < plain.length(); i++) {
      if (plain.charAt(i) == '"') {
        i += MailAddress.quoteEnd(plain.substring(i));
      } else if (NAME_SPECIALS.indexOf(plain.charAt(i)) >= 0 || plain.charAt(i) == ')') {
        throw malformed();
      }
    }
  }

  private static String unquoted(String quoted) {
    return quoted.substring(1, quoted.length() - 1).replaceAll("\\\\(.)", "$1");
  }

  private static Malformed malformed() {
    return new Malformed("is not one mail address");
  }
}
