package dev.joinall.backend.smtp;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the mail server is and how to talk to it, as {@code smtp://user:password@host:port} says.
 *
 * <p>Without a port: 465 for {@code smtps}, 587 (submission) with a user, else 25 (relay). {@code
 * ?starttls=required} and {@code ?starttls=never} say whether {@code smtp} may go unencrypted; by
 * default it is encrypted if the server offers it, and a password goes nowhere but to this machine
 * without.
 */
record SmtpAddress(String host, int port, Security security, Optional<Credentials> credentials) {
  private static final int RELAY = 25;
  private static final int SUBMISSION = 587;
  private static final int IMPLICIT_TLS = 465;

  /**
   * In full. Of anything else that begins so, such as 127.example, only DNS says where it leads.
   */
  private static final Pattern LOOPBACK =
      Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}|\\[(::|(0{1,4}:){7})1]");

  /** How the connection is encrypted. */
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
    Optional<Credentials> credentials = Optional.ofNullable(uri.getRawUserInfo()).map(it -> of(it));
    String host = uri.getHost() == null ? "" : uri.getHost();
    boolean tls = "smtps".equals(uri.getScheme());
    int usual = tls ? IMPLICIT_TLS : credentials.isPresent() ? SUBMISSION : RELAY;
    boolean secret = credentials.isPresent() && !isThisMachine(host);
    return new SmtpAddress(
        host,
        uri.getPort() < 0 ? usual : uri.getPort(),
        tls ? Security.TLS : security(uri, secret),
        credentials);
  }

  private static Security security(URI uri, boolean secret) {
    return switch (uri.getRawQuery()) {
      case "starttls=required" -> Security.STARTTLS_REQUIRED;
      case "starttls=never" -> Security.NONE;
      case null, default -> secret ? Security.STARTTLS_REQUIRED : Security.STARTTLS_IF_OFFERED;
    };
  }

  private static boolean isThisMachine(String host) {
    return host.equalsIgnoreCase("localhost") || LOOPBACK.matcher(host).matches();
  }

  private static Credentials of(String userInfo) {
    int colon = userInfo.indexOf(':');
    return colon < 0
        ? new Credentials(decoded(userInfo), "")
        : new Credentials(
            decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
  }

  /** Percent-decoded; unlike in a form, a plus is a plus. */
  private static String decoded(String raw) {
    return URI.create("x:/" + raw).getPath().substring(1);
  }
}
