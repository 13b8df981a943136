package dev.joinall.backend.redis;

import dev.joinall.config.Authority;
import java.net.URI;

/**
 * The parts of {@code redis://user:password@host:port/database}. A password without a user belongs
 * to the default user. {@link RedisAddressCheck} has validated the parts.
 */
record Address(boolean tls, String host, int port, String user, String password, int database) {
  private static final int DEFAULT_PORT = 6379;

  static boolean isSecure(URI uri) {
    return "rediss".equals(uri.getScheme());
  }

  static Address of(URI uri) {
    Authority authority = Authority.required(uri);
    String login = authority.login().isEmpty() ? ":" : authority.login();
    int colon = login.indexOf(':');
    String path = uri.getPath() == null ? "" : uri.getPath();
    return new Address(
        isSecure(uri),
        authority.host(),
        authority.port() < 0 ? DEFAULT_PORT : authority.port(),
        decoded(login.substring(0, colon)),
        decoded(login.substring(colon + 1)),
        path.length() < 2 ? 0 : Integer.parseInt(path.substring(1)));
  }

  private static String decoded(String text) {
    return URI.create("//" + text + "@host").getUserInfo();
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
