package dev.joinall.backend;

import dev.joinall.config.Internal;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * The faults of connections that could not be made, and of refused logins: the same words for all
 * kinds of backends. {@code docs/outcomes.md} has the table.
 */
public final class ConnectFaults {
  private ConnectFaults() {}

  /** The fault of a failed attempt; empty if its causes are of another sort. */
  public static Optional<Fault> of(Throwable error) {
    List<Throwable> causes = Causes.of(error);
    if (has(causes, ForbiddenAddress.class)) {
      return Optional.of(unavailable("the host name has no address that is allowed"));
    }
    if (has(causes, UnknownHostException.class)) {
      return Optional.of(unavailable("the host name is not known"));
    }
    if (has(causes, SSLException.class) || has(causes, CertificateException.class)) {
      return Optional.of(
          unavailable("TLS failed" + TlsReasons.of(causes).map(it -> ": " + it).orElse("")));
    }
    return has(causes, ConnectException.class) || has(causes, NoRouteToHostException.class)
        ? Optional.of(unavailable("no connection could be made"))
        : Optional.empty();
  }

  /** The server does not take the user, the password or the certificate of the backend. */
  public static Fault login() {
    return Fault.of(Fault.Type.STATUS, "authentication failed");
  }

  /**
   * The server is well, and does not allow this operation to the user of the backend.
   *
   * @param code the server's own word
   */
  public static Fault permission(String code) {
    return Fault.of(Fault.Type.STATUS, "the user has no permission: " + code).ofCaller();
  }

  /** Whether TLS failed before any data was sent. */
  @Internal
  public static boolean isOfHandshake(Throwable error) {
    return has(Causes.of(error), SSLHandshakeException.class);
  }

  /** Whether the certificate of the server, and not TLS itself, is the trouble. */
  @Internal
  public static boolean isOfCertificate(Throwable error) {
    return TlsReasons.ofCertificate(Causes.of(error)).isPresent();
  }

  private static boolean has(List<Throwable> causes, Class<? extends Throwable> type) {
    return causes.stream().anyMatch(type::isInstance);
  }

  private static Fault unavailable(String detail) {
    return Fault.of(Fault.Type.UNAVAILABLE, detail);
  }
}
