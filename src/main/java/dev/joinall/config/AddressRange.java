package dev.joinall.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of IP addresses (RFC 4632), such as {@code 10.0.0.0/8}. Immutable.
 *
 * @param bits the length of the prefix
 */
@Internal
public record AddressRange(InetAddress first, int bits) {
  /** A numeric IPv4 or IPv6 address; the JDK would resolve a name. */
  private static final Pattern NUMBERS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

  /** Parses a range, or one address; empty if the text is neither. */
  public static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    String length = slash < 0 ? "" : text.substring(slash + 1);
    if (slash >= 0 && !length.matches("\\d{1,3}")) {
      return Optional.empty();
    }
    return address(slash < 0 ? text : text.substring(0, slash))
        .map(it ->
            new AddressRange(it, slash < 0 ? it.getAddress().length * 8 : Integer.parseInt(length)))
        .filter(it -> it.bits <= it.first.getAddress().length * 8);
  }

  /** An address of 4 or 16 bytes. */
  public static Optional<InetAddress> ofBytes(byte[] bytes) {
    try {
      return Optional.of(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** Parses a numeric address; empty for anything else. Resolves no names. */
  public static Optional<InetAddress> address(String text) {
    if (!NUMBERS.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public boolean contains(InetAddress address) {
    byte[] prefix = first.getAddress();
    byte[] other = address.getAddress();
    if (prefix.length != other.length) {
      return false;
    }
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (prefix[i] != other[i]) {
        return false;
      }
    }
    int rest = bits % 8;
    int mask = rest == 0 ? 0 : 0xff << (8 - rest);
    return rest == 0 || ((prefix[whole] ^ other[whole]) & mask & 0xff) == 0;
  }
}
