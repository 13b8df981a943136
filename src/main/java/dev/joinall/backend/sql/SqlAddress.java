package dev.joinall.backend.sql;

import dev.joinall.config.Authority;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/**
 * The parts of {@code postgresql://user:password@host:port/database?options}. {@link
 * SqlAddressCheck} has validated them.
 *
 * @param asksForKey whether, without TLS, the driver may request the server's key that encrypts the
 *     password
 */
record SqlAddress(
    Dialect dialect,
    String host,
    int port,
    String user,
    String password,
    String database,
    boolean tls,
    boolean directTls,
    boolean asksForKey) {
  /** MySQL only, with the name of its own drivers. */
  static final String KEY_OPTION = "allowPublicKeyRetrieval";

  static SqlAddress of(URI uri) {
    Dialect dialect = Dialect.of(uri.getScheme());
    Authority authority = Authority.required(uri);
    String path = uri.getPath() == null ? "" : uri.getPath();
    return new SqlAddress(
        dialect,
        authority.host().replaceAll("[\\[\\]]", ""),
        authority.port() < 0 ? dialect.port() : authority.port(),
        authority.user(),
        authority.password(),
        path.isEmpty() ? "" : path.substring(1),
        usesTls(uri),
        options(uri).contains("sslnegotiation=direct"),
        options(uri).contains(KEY_OPTION + "=true"));
  }

  static boolean usesTls(URI uri) {
    return options(uri).contains("sslmode=verify-full");
  }

  /** The options as written: {@code name=value}. */
  static List<String> options(URI uri) {
    String query = uri.getRawQuery();
    return query == null || query.isEmpty() ? List.of() : Arrays.asList(query.split("[&;]", -1));
  }

  /** Omits the password. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
