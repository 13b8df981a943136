package dev.joinall.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the connections of a backend are encrypted.
 *
 * @param ca certificates of those who may sign a server's certificate; empty for those that this
 *     JVM trusts
 * @param cert the certificate of this client, and those that lead to its signer
 * @param key the private key of {@code cert}; both are there, or neither
 * @param serverName the name that is asked for (SNI) and that the server's certificate must have;
 *     empty for the host of the address
 */
public record TlsConfig(
    @Internal Optional<File> ca,
    @Internal Optional<File> cert,
    @Internal Optional<File> key,
    Optional<String> serverName) {
  @Internal
  public TlsConfig {}

  /** What the JVM trusts, and no certificate of the client. */
  @Internal
  public static final TlsConfig NONE =
      new TlsConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * One file in PEM.
   *
   * @param where it is named
   * @param path absolute
   */
  @Internal
  public record File(Tree where, Path path) {
    /** For problems, which do not show values of environment variables. */
    public String shown() {
      return where instanceof Tree.Scalar named && named.fromEnvironment()
          ? "the file of an environment variable"
          : path.toString();
    }
  }

  /** Whether a file is named, which may change. */
  public boolean hasFiles() {
    return ca.isPresent() || cert.isPresent();
  }

  /** Short, for {@code explain}. */
  @Internal
  public String note() {
    List<String> parts = new ArrayList<>();
    ca.ifPresent(it -> parts.add("own CA"));
    cert.ifPresent(it -> parts.add("client certificate"));
    serverName.ifPresent(it -> parts.add("as " + it));
    return parts.isEmpty() ? "TLS" : "TLS with " + String.join(", ", parts);
  }
}
