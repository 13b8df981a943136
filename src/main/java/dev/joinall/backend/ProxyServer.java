package dev.joinall.backend;

import dev.joinall.config.Authority;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An HTTP proxy between this server and a backend.
 *
 * @param authorization the value of {@code Proxy-Authorization}, which is a secret
 */
public record ProxyServer(String host, int port, Optional<String> authorization) {
  private static final String SCHEME = "http://";
  private static final Pattern OTHER_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");
  private static final int DEFAULT_PORT = 80;
  private static final int MAX_PORT = 65_535;

  /**
   * Reads {@code http://user:password@host:port}; {@code http://} may be missing.
   *
   * @throws IllegalArgumentException if the syntax is wrong; the message does not repeat the text
   */
  public static ProxyServer of(String written) {
    if (!written.startsWith(SCHEME) && OTHER_SCHEME.matcher(written).matches()) {
      throw new IllegalArgumentException(
          "a proxy must start with http://; other schemes are not supported");
    }
    URI address = uri(written.startsWith(SCHEME) ? written : SCHEME + written);
    Authority authority =
        Authority.of(address)
            .filter(it -> it.port() != 0 && it.port() <= MAX_PORT)
            .orElseThrow(
                () -> new IllegalArgumentException("the proxy has no host, or an invalid port"));
    String path = String.valueOf(address.getRawPath());
    if (!(path.isEmpty() || path.equals("/"))
        || address.getRawQuery() != null
        || address.getRawFragment() != null) {
      throw new IllegalArgumentException("a proxy is only a host and a port");
    }
    return new ProxyServer(
        authority.host(),
        authority.port() < 0 ? DEFAULT_PORT : authority.port(),
        BasicCredentials.header(authority));
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("this is not an address: " + e.getReason());
    }
  }

  /** Omits the secret. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
