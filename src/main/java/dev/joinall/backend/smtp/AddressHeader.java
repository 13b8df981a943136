package dev.joinall.backend.smtp;

import java.util.Collection;

/** The value of a header with addresses, folded into short lines. */
final class AddressHeader {
  private final StringBuilder out = new StringBuilder();
  private int column;

  private AddressHeader(String name) {
    this.column = name.length() + 2;
  }

  static String of(String name, Collection<MailAddress> addresses) {
    var header = new AddressHeader(name);
    for (MailAddress address : addresses) {
      header.add(address);
    }
    return header.out.toString();
  }

  private void add(MailAddress address) {
    if (!out.isEmpty()) {
      word(",", false);
    }
    if (address.name().isEmpty()) {
      word(address.address(), true);
    } else {
      phrase(address.name());
      word("<" + address.address() + ">", true);
    }
  }

  /** Appends a display name, quoted or encoded unless it is plain. */
  private void phrase(String name) {
    if (!EncodedWords.isPlain(name) || name.length() > EncodedWords.MAX_LINE / 2) {
      space();
      column = EncodedWords.append(out, column, name);
    } else if (name.chars().allMatch(AddressHeader::isAtom)) {
      word(name, true);
    } else {
      word('"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"', true);
    }
  }

  private static boolean isAtom(int c) {
    return MailAddress.isAtom(c) || c == ' ';
  }

  private void space() {
    if (!out.isEmpty()) {
      out.append(' ');
      column++;
    }
  }

  private void word(String word, boolean apart) {
    if (apart && !out.isEmpty()) {
      if (column + 1 + word.length() + 1 > EncodedWords.MAX_LINE) {
        out.append("\r\n");
        column = 0;
      }
      space();
    }
    out.append(word);
    column += word.length();
  }
}
