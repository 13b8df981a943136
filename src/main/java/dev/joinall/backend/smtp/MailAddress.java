package dev.joinall.backend.smtp;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.IDN;
import java.util.Locale;

/**
 * Exactly one mailbox, such as {@code Ann <ann@example.com>}.
 *
 * <p>Stricter than RFC 5322: no groups, routes, comments or quoted local parts, because two parsers
 * that disagree may send to different people. The local part is ASCII and a domain is converted to
 * ASCII (IDNA), because Angus narrows other characters to their low byte: U+0161 would become an
 * "a", U+760D a line break.
 *
 * @param name as displayed, without control characters; empty if there is none
 * @param address without the name
 */
record MailAddress(String name, String address) {
  private static final String ATOM_SPECIALS = "!#$%&'*+-/=?^_`{|}~.";

  private static final String QUOTED_SPECIALS = "\\\"";

  /** A name with one of these is quoted. */
  private static final String NAME_SPECIALS = "()<>[]:;@\\,\"";

  /** RFC 5321, 4.5.3.1.3. */
  private static final int MAX_LENGTH = 254;

  /** An invalid address; the message does not repeat it. */
  static final class Malformed extends Exception {
    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  /** Parses {@code ann@example.com} or {@code Ann <ann@example.com>}. */
  static MailAddress parse(String written) throws Malformed {
    String text = written.strip();
    int open = text.lastIndexOf('<');
    if (open < 0 || !text.endsWith(">")) {
      return of("", written);
    }
    String name = text.substring(0, open).strip();
    if (hasAnyOf(isQuoted(name) ? QUOTED_SPECIALS : NAME_SPECIALS, unquoted(name))) {
      throw new Malformed("is not one mail address");
    }
    refuseControls(written);
    return of(unquoted(name), text.substring(open + 1, text.length() - 1));
  }

  /**
   * Checks the two parts.
   *
   * @param name any text
   */
  static MailAddress of(String name, String address) throws Malformed {
    refuseControls(name);
    refuseControls(address);
    if (name.contains("=?")) {
      // Jakarta Mail would not encode it, and a mail client would decode it
      throw new Malformed("has =? in its name");
    }
    int at = address.lastIndexOf('@');
    if (at <= 0 || !isDotAtom(address.substring(0, at))) {
      throw new Malformed("is not one mail address");
    }
    String ascii = address.substring(0, at + 1) + domain(address.substring(at + 1));
    if (ascii.length() > MAX_LENGTH) {
      throw new Malformed("is too long for a mail address");
    }
    return new MailAddress(name.strip(), strict(ascii));
  }

  private static String strict(String address) throws Malformed {
    try {
      return new InternetAddress(address, true).getAddress();
    } catch (AddressException e) {
      throw new Malformed("is not one mail address");
    }
  }

  static void refuseControls(String text) throws Malformed {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new Malformed("has a line break or another control character in it");
    }
  }

  /** Equal keys identify the same mailbox, which gets a mail only once. */
  String key() {
    return address.toLowerCase(Locale.ROOT);
  }

  /** The name without surrounding quotes. */
  static String unquoted(String name) {
    return isQuoted(name) ? name.substring(1, name.length() - 1) : name;
  }

  private static boolean isQuoted(String name) {
    return name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
  }

  private static boolean hasAnyOf(String characters, String text) {
    return text.chars().anyMatch(c -> characters.indexOf(c) >= 0);
  }

  private static boolean isDotAtom(String local) {
    return local.chars().allMatch(c -> isAsciiLetterOrDigit(c) || ATOM_SPECIALS.indexOf(c) >= 0);
  }

  private static String domain(String domain) throws Malformed {
    if (domain.startsWith("[") && domain.endsWith("]")) {
      return literal(domain);
    }
    try {
      String ascii = IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
      if (!ascii.isEmpty()) {
        return ascii;
      }
    } catch (IllegalArgumentException e) {
      // reported below
    }
    throw new Malformed("has no valid domain");
  }

  /** Such as {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}. */
  private static String literal(String domain) throws Malformed {
    String inner = domain.substring(1, domain.length() - 1);
    if (inner.isEmpty()
        || !inner.chars().allMatch(c -> isAsciiLetterOrDigit(c) || c == '.' || c == ':')) {
      throw new Malformed("has no valid domain");
    }
    return domain;
  }

  private static boolean isAsciiLetterOrDigit(int c) {
    return c < 128 && Character.isLetterOrDigit(c);
  }
}
