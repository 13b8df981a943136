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
 * The faults of failed connects and refused logins, with the same texts for all kinds of backends.
 * {@code docs/outcomes.md} has the table.
 */
public final class ConnectFaults {
  private ConnectFaults() {}

  /** The fault of a failed attempt; empty if its causes are of other types. */
  public static Optional<Fault> of(Throwable error) {
    Optional<Fault> local = LocalLimits.fault(error);
    if (local.isPresent()) {
      return local;
    }
    List<Throwable> causes = Causes.of(error);
    if (Causes.has(causes, ForbiddenAddress.class)) {
      return Optional.of(unavailable("the host name has no allowed address"));
    }
    if (Causes.has(causes, UnknownHostException.class)) {
      return Optional.of(unavailable("the host name is not known"));
    }
    if (Causes.has(causes, SSLException.class) || Causes.has(causes, CertificateException.class)) {
      return Optional.of(
          unavailable("TLS failed" + TlsReasons.of(causes).map(it -> ": " + it).orElse("")));
    }
    return Causes.has(causes, ConnectException.class)
            || Causes.has(causes, NoRouteToHostException.class)
        ? Optional.of(unavailable("no connection could be made"))
        : Optional.empty();
  }

  /** The fault if the server rejects the user, the password or the certificate of the backend. */
  public static Fault login() {
    return Fault.of(Fault.Type.STATUS, "authentication failed");
  }

  /**
   * The fault if the user of the backend has no permission for this operation; the server is
   * healthy.
   *
   * @param code the error code of the server
   */
  public static Fault permission(String code) {
    return Fault.of(Fault.Type.STATUS, "the user has no permission: " + code).ofCaller();
  }

  /** Whether TLS failed before any data was sent. */
  @Internal
  public static boolean isOfHandshake(Throwable error) {
    return Causes.has(Causes.of(error), SSLHandshakeException.class);
  }

  /** Whether the certificate of the server, and not TLS itself, caused the error. */
  @Internal
  public static boolean isOfCertificate(Throwable error) {
    return TlsReasons.ofCertificate(Causes.of(error)).isPresent();
  }

  private static Fault unavailable(String detail) {
    return Fault.of(Fault.Type.UNAVAILABLE, detail);
  }
}
