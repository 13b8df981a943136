package dev.joinall.backend.http.client;

import dev.joinall.backend.ProxyServer;
import dev.joinall.backend.balance.Origin;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The server to connect to.
 *
 * @param host a name, or an address; IPv6 in brackets
 * @param tls empty for unencrypted connections
 * @param proxy called for each new connection
 */
public record Target(
    String host, int port, Optional<SSLContext> tls, Supplier<Optional<ProxyServer>> proxy) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** The host of its connections: the proxy, if there is one. */
  public String dialled() {
    return proxy.get().map(ProxyServer::host).orElse(host);
  }

  /** Must be called when the proxies are known. */
  public Origin origin() {
    return new Origin(host, port, authority(), proxy.get().isPresent());
  }

  /** The authority as in the header {@code Host}: without the default port. */
  public String authority() {
    return port == (tls.isPresent() ? HTTPS : HTTP) ? host : host + ":" + port;
  }
}
