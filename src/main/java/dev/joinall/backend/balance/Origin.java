package dev.joinall.backend.balance;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The address of a backend in the file: one server, or a name with several addresses.
 *
 * @param host a name, or an IP address; IPv6 in brackets
 * @param authority the value of the header {@code Host}
 * @param proxied whether a proxy resolves the name
 */
public record Origin(String host, int port, String authority, boolean proxied) {
  /** The address, if no look-up is needed; null for a name. */
  @Nullable InetSocketAddress literal() {
    if (proxied) {
      return InetSocketAddress.createUnresolved(host, port);
    }
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
    return address == null ? null : new InetSocketAddress(address, port);
  }

  /** Returns an address of the name. It keeps the written name, which TLS and HTTP need. */
  InetSocketAddress named(InetSocketAddress found) {
    try {
      byte[] bytes = found.getAddress().getAddress();
      return new InetSocketAddress(InetAddress.getByAddress(host, bytes), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an IP address: " + found, e);
    }
  }
}
