package dev.joinall.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The encryption of a backend's connections.
 *
 * @param ca the certificates of the trusted CAs; empty for those that this JVM trusts
 * @param cert the certificate of this client, and its chain
 * @param key the private key of {@code cert}; both are present, or neither
 * @param serverName the name for SNI that the server's certificate must have; empty for the host of
 *     the address
 */
public record TlsConfig(
    @Internal Optional<File> ca,
    @Internal Optional<File> cert,
    @Internal Optional<File> key,
    Optional<String> serverName) {
  @Internal
  public TlsConfig {}

  /** The trust of the JVM, and no client certificate. */
  @Internal
  public static final TlsConfig NONE =
      new TlsConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * One PEM file.
   *
   * @param where its declaration
   * @param path absolute
   */
  @Internal
  public record File(Tree where, Path path) {
    /** The path for problems, which do not show values of environment variables. */
    public String shown() {
      return where instanceof Tree.Scalar named && named.fromEnvironment()
          ? "the file of an environment variable"
          : path.toString();
    }
  }

  /** Whether it has files, whose content may change. */
  public boolean hasFiles() {
    return ca.isPresent() || cert.isPresent();
  }

  /** A short note for {@code explain}. */
  @Internal
  public String note() {
    List<String> parts = new ArrayList<>();
    ca.ifPresent(it -> parts.add("own CA"));
    cert.ifPresent(it -> parts.add("client certificate"));
    serverName.ifPresent(it -> parts.add("as " + it));
    return parts.isEmpty() ? "TLS" : "TLS with " + String.join(", ", parts);
  }
}
