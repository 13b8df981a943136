package dev.joinall.backend.smtp;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads exactly one mailbox: {@code ann@example.com} or {@code Ann <ann@example.com>}.
 *
 * <p>Stricter than RFC 5322 allows: no groups, routes, comments or quoted local parts, because what
 * two parsers read differently is a way to send to somebody else. The local part is ASCII and a
 * domain is written in ASCII (IDNA), because Angus narrows other characters to their low byte:
 * U+0161 would become an "a", U+760D a line break.
 */
final class Mailbox {
  private static final String ATOM_SPECIALS = "!#$%&'*+-/=?^_`{|}~.";

  /** RFC 5321 allows 64 and 255 for the parts, 254 for the whole. */
  private static final int LONGEST = 254;

  private Mailbox() {}

  /** An address that is not one; the message does not repeat it. */
  static final class Malformed extends Exception {
    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  static InternetAddress parse(String written) throws Malformed {
    refuseControls(written);
    try {
      var parsed = new InternetAddress(written, true);
      if (parsed.isGroup()) {
        throw new Malformed("is a group of addresses");
      }
      return of(parsed.getPersonal(), parsed.getAddress());
    } catch (AddressException e) {
      throw new Malformed("is not one mail address");
    }
  }

  /**
   * @param name as a person reads it; any characters but controls
   * @param address without a name
   */
  static InternetAddress of(@Nullable String name, String address) throws Malformed {
    refuseControls(address);
    int at = address.lastIndexOf('@');
    if (at <= 0 || !isDotAtom(address.substring(0, at))) {
      throw new Malformed("is not one mail address");
    }
    String ascii = address.substring(0, at + 1) + domain(address.substring(at + 1));
    if (ascii.length() > LONGEST) {
      throw new Malformed("is too long for a mail address");
    }
    try {
      var mailbox = new InternetAddress(ascii, true);
      if (name != null && !name.isBlank()) {
        refuseControls(name);
        refuseEncodedWords(name);
        mailbox.setPersonal(name.strip(), StandardCharsets.UTF_8.name());
      }
      return mailbox;
    } catch (AddressException | UnsupportedEncodingException e) {
      throw new Malformed("is not one mail address");
    }
  }

  static void refuseControls(String text) throws Malformed {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new Malformed("has a line break or another control character in it");
    }
  }

  /** Jakarta Mail would leave it as it is, and a reader would show what it stands for. */
  private static void refuseEncodedWords(String name) throws Malformed {
    if (name.contains("=?")) {
      throw new Malformed("has =? in its name");
    }
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
      // told below
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
