package dev.joinall.backend.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.IDN;
import java.util.Locale;

/**
 * Exactly one mailbox, such as {@code Ann <ann@example.com>}; {@link AddressParser} parses the
 * forms of RFC 5322. A domain is converted to ASCII (IDNA). A local part may have other characters
 * (RFC 6531), which only some mail servers accept.
 *
 * @param name as displayed, without control characters; empty if there is none
 * @param address without the name
 */
record MailAddress(String name, String address) {
  private static final String ATOM_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

  /** The limit of RFC 5321, 4.5.3.1. */
  private static final int MAX_LENGTH = 254;

  private static final int MAX_LOCAL = 64;

  /** An invalid address; the message does not repeat it. */
  static final class Malformed extends Exception {
    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  /** Parses {@code ann@example.com} or {@code Ann <ann@example.com>}. */
  static MailAddress parse(String written) throws Malformed {
    refuseControls(written);
    return new AddressParser(written).parse();
  }

  /**
   * Checks the two parts.
   *
   * @param name any text
   */
  static MailAddress of(String name, String address) throws Malformed {
    refuseControls(name);
    refuseControls(address);
    int at = address.startsWith("\"") ? quoteEnd(address) + 1 : address.lastIndexOf('@');
    if (at <= 0 || at >= address.length() || address.charAt(at) != '@') {
      throw new Malformed("is not one mail address");
    }
    String local = LocalPart.of(address.substring(0, at));
    String domain = domain(address.substring(at + 1));
    if (local.getBytes(UTF_8).length > MAX_LOCAL
        || local.length() + 1 + domain.length() > MAX_LENGTH) {
      throw new Malformed("is too long for a mail address");
    }
    // Jakarta Mail's check of the domain.
    strict("x@" + domain);
    return new MailAddress(name.strip(), local + "@" + domain);
  }

  /** The index of the quote that ends the quoted text at the start; -1 if there is none. */
  static int quoteEnd(String text) {
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '"') {
        return i;
      }
    }
    return -1;
  }

  private static void strict(String address) throws Malformed {
    try {
      new InternetAddress(address, true).validate();
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

  /** Whether it requires a mail server with SMTPUTF8. */
  boolean isInternational() {
    return address.chars().anyMatch(c -> c >= 128);
  }

  /** A character of an atom (RFC 5322, 3.2.3). */
  static boolean isAtom(int c) {
    return isAsciiLetterOrDigit(c) || ATOM_SPECIALS.indexOf(c) >= 0;
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

  /** Checks an address literal, such as {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}. */
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
