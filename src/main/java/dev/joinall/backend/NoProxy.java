package dev.joinall.backend;

import dev.joinall.config.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The hosts of {@code NO_PROXY}: domain names, which include their subdomains; addresses; and
 * networks such as {@code 10.0.0.0/8}. Each may have a port; {@code *} is every host. Immutable.
 *
 * @param entries in lower case
 */
record NoProxy(List<String> entries) {
  private static final String ALL = "*";

  static NoProxy of(String written) {
    return new NoProxy(
        Stream.of(written.toLowerCase(Locale.ROOT).split("[,\\s]+", -1))
            .filter(it -> !it.isEmpty())
            .toList());
  }

  /**
   * Whether a host is one of them.
   *
   * @param host a name, or an address; IPv6 in brackets
   */
  boolean has(String host, int port) {
    String plain = AllowedAddresses.key(host);
    return entries.stream().anyMatch(it -> it.equals(ALL) || matches(it, plain, port));
  }

  private static boolean matches(String entry, String host, int port) {
    int colon = portAt(entry);
    if (colon >= 0 && !entry.substring(colon + 1).equals(Integer.toString(port))) {
      return false;
    }
    String name = AllowedAddresses.key(colon < 0 ? entry : entry.substring(0, colon));
    Optional<InetAddress> address = AddressRange.address(host);
    if (address.isPresent()) {
      return AddressRange.parse(name).filter(it -> it.contains(address.get())).isPresent();
    }
    String suffix = name.startsWith(".") ? name.substring(1) : name;
    return !suffix.isEmpty() && (host.equals(suffix) || host.endsWith("." + suffix));
  }

  /**
   * Returns the index of the colon before a port, which an IPv6 address has only after brackets;
   * negative if there is no port.
   */
  private static int portAt(String entry) {
    int colon = entry.lastIndexOf(':');
    boolean isPort =
        colon >= 0
            && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']')
            && entry.substring(colon + 1).matches("[0-9]{1,5}");
    return isPort ? colon : -1;
  }
}
