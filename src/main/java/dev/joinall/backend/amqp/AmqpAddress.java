package dev.joinall.backend.amqp;

import dev.joinall.config.Authority;
import java.net.URI;

/**
 * The parts of {@code amqp://user:password@host:port/vhost}. The default login is that of a new
 * broker, {@code guest}; the default virtual host is {@code /}. {@link AmqpAddressCheck} has
 * validated the parts.
 */
record AmqpAddress(
    boolean tls, String host, int port, String user, String password, String virtualHost) {
  private static final int PLAIN_PORT = 5672;
  private static final int TLS_PORT = 5671;
  private static final String GUEST = "guest";

  static boolean isSecure(URI uri) {
    return "amqps".equals(uri.getScheme());
  }

  static AmqpAddress of(URI uri) {
    Authority authority = Authority.required(uri);
    boolean isGuest = authority.login().isEmpty();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    int defaultPort = isSecure(uri) ? TLS_PORT : PLAIN_PORT;
    return new AmqpAddress(
        isSecure(uri),
        authority.host(),
        authority.port() < 0 ? defaultPort : authority.port(),
        isGuest ? GUEST : authority.user(),
        isGuest ? GUEST : authority.password(),
        path.length() < 2 ? "/" : Authority.decoded(path.substring(1)));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
