package dev.joinall.backend.redis;

import dev.joinall.config.Authority;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The parts of {@code redis://user:password@host:port/database}, and of {@code
 * redis-sentinel://user:password@host:port,host:port/database#master}. {@link RedisAddressCheck}
 * has validated them.
 *
 * @param servers at least one; if there is a master, they are its sentinels
 * @param login at the servers with the data
 * @param master its name at the sentinels
 */
record RedisAddress(
    boolean tls,
    List<ServerAddress> servers,
    RedisLogin login,
    int database,
    Optional<String> master) {
  private static final int DEFAULT_PORT = 6379;
  private static final int SENTINEL_PORT = 26379;

  static boolean isSecure(URI uri) {
    return "rediss".equals(uri.getScheme()) || "rediss-sentinel".equals(uri.getScheme());
  }

  static boolean namesSentinels(URI uri) {
    return String.valueOf(uri.getScheme()).endsWith("-sentinel");
  }

  static RedisAddress of(URI uri) {
    List<Authority> hosts = Authority.all(uri);
    int defaultPort = namesSentinels(uri) ? SENTINEL_PORT : DEFAULT_PORT;
    String path = uri.getPath() == null ? "" : uri.getPath();
    return new RedisAddress(
        isSecure(uri),
        hosts.stream()
            .map(it -> new ServerAddress(it.host(), it.port() < 0 ? defaultPort : it.port()))
            .toList(),
        new RedisLogin(hosts.getFirst().user(), hosts.getFirst().password()),
        path.length() < 2 ? 0 : Integer.parseInt(path.substring(1)),
        Optional.ofNullable(uri.getFragment()));
  }

  /** The only server, or the first one. */
  ServerAddress server() {
    return servers.getFirst();
  }
}
