package dev.joinall.backend.http.client;

import dev.joinall.backend.ProxyServer;
import dev.joinall.backend.balance.Origin;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The server to connect to, and how.
 *
 * @param host a name, or an address; IPv6 in brackets
 * @param tls empty for connections in clear
 * @param proxy asked for each new connection
 */
public record Target(
    String host, int port, Optional<SSLContext> tls, Supplier<Optional<ProxyServer>> proxy) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** The host of its connections: that of the proxy, if there is one. */
  public String dialled() {
    return proxy.get().map(ProxyServer::host).orElse(host);
  }

  /** To be asked when the proxies are known. */
  public Origin origin() {
    return new Origin(host, port, authority(), proxy.get().isPresent());
  }

  /** As in the header {@code Host}: without a port that is the usual one. */
  public String authority() {
    return port == (tls.isPresent() ? HTTPS : HTTP) ? host : host + ":" + port;
  }
}
