package dev.joinall.backend;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
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
    String plain = bare(host.toLowerCase(Locale.ROOT));
    return entries.stream().anyMatch(it -> it.equals(ALL) || matches(it, plain, port));
  }

  private static boolean matches(String entry, String host, int port) {
    int colon = portAt(entry);
    if (colon >= 0 && !entry.substring(colon + 1).equals(Integer.toString(port))) {
      return false;
    }
    String name = bare(colon < 0 ? entry : entry.substring(0, colon));
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
    if (address != null) {
      return isIn(address.getAddress(), name);
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

  private static boolean isIn(byte[] address, String network) {
    int slash = network.indexOf('/');
    byte[] base =
        NetUtil.createByteArrayFromIpAddressString(
            slash < 0 ? network : network.substring(0, slash));
    if (base == null || base.length != address.length) {
      return false;
    }
    int maxBits = 8 * base.length;
    String bits = slash < 0 ? Integer.toString(maxBits) : network.substring(slash + 1);
    if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > maxBits) {
      return false;
    }
    for (int i = 0; i < Integer.parseInt(bits); i++) {
      int bit = 0x80 >> (i % 8);
      if ((address[i / 8] & bit) != (base[i / 8] & bit)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the host without brackets, and without the dot at the end of a fully qualified name.
   */
  private static String bare(String host) {
    String open =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    return open.endsWith(".") && open.length() > 1 ? open.substring(0, open.length() - 1) : open;
  }
}
