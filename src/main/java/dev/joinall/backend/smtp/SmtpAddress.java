package dev.joinall.backend.smtp;

import dev.joinall.config.Authority;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parts of {@code smtp://user:password@host:port}.
 *
 * <p>Default port: 465 for {@code smtps}, 587 (submission) with a user, else 25 (relay). {@code
 * ?starttls=required} and {@code ?starttls=never} control the encryption of {@code smtp}. By
 * default it is encrypted if the server offers it; an unencrypted password is sent only to this
 * machine.
 */
record SmtpAddress(String host, int port, Security security, Optional<Credentials> credentials) {
  private static final int RELAY = 25;
  private static final int SUBMISSION = 587;
  private static final int IMPLICIT_TLS = 465;

  /**
   * Matches complete addresses only. A name that merely starts like one, such as 127.example, may
   * resolve to any host.
   */
  private static final Pattern LOOPBACK =
      Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}|\\[(::|(0{1,4}:){7})1]");

  /** Encryption of the connection. */
  enum Security {
    TLS,
    STARTTLS_REQUIRED,
    STARTTLS_IF_OFFERED,
    NONE
  }

  record Credentials(String user, String password) {
    @Override
    public String toString() {
      return user + ":***";
    }
  }

  static SmtpAddress of(URI uri) {
    Authority authority = Authority.required(uri);
    Optional<Credentials> credentials =
        Optional.of(authority)
            .filter(it -> !it.login().isEmpty())
            .map(it -> new Credentials(it.user(), it.password()));
    String host = authority.host();
    boolean tls = "smtps".equals(uri.getScheme());
    int defaultPort = tls ? IMPLICIT_TLS : credentials.isPresent() ? SUBMISSION : RELAY;
    boolean secret = credentials.isPresent() && !isLocalhost(host);
    return new SmtpAddress(
        host,
        authority.port() < 0 ? defaultPort : authority.port(),
        tls ? Security.TLS : security(uri, secret),
        credentials);
  }

  /** Whether all data is encrypted, independent of the server. */
  boolean isAlwaysEncrypted() {
    return security == Security.TLS || security == Security.STARTTLS_REQUIRED;
  }

  private static Security security(URI uri, boolean secret) {
    return switch (uri.getRawQuery()) {
      case "starttls=required" -> Security.STARTTLS_REQUIRED;
      case "starttls=never" -> Security.NONE;
      case null, default -> secret ? Security.STARTTLS_REQUIRED : Security.STARTTLS_IF_OFFERED;
    };
  }

  private static boolean isLocalhost(String host) {
    return host.equalsIgnoreCase("localhost") || LOOPBACK.matcher(host).matches();
  }
}
