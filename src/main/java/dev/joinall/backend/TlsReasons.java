package dev.joinall.backend;

import java.io.EOFException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Describes why TLS failed, with the same texts for all kinds and clients. */
final class TlsReasons {
  private static final String NO_VERSION = "server and client have no version of TLS in common";
  private static final String NO_TLS = "the server does not speak TLS on this port";
  private static final String CLOSED = "the server closed the connection";
  private static final String NOT_ACCEPTED =
      "the server does not accept the client certificate, or requires one";

  /** The message of the JDK for an alert of the server. */
  private static final Pattern ALERT = Pattern.compile("Received fatal alert: ([a-z_]+)");

  /** The texts of alerts, by their names in RFC 8446 (6.2). */
  private static final Map<String, String> ALERTS =
      Map.ofEntries(
          Map.entry("certificate_required", "the server requires a client certificate"),
          Map.entry("bad_certificate", NOT_ACCEPTED),
          Map.entry("unsupported_certificate", NOT_ACCEPTED),
          Map.entry("certificate_unknown", NOT_ACCEPTED),
          Map.entry("certificate_revoked", NOT_ACCEPTED),
          Map.entry("access_denied", NOT_ACCEPTED),
          Map.entry(
              "certificate_expired", "the server reports that the client certificate has expired"),
          Map.entry("unknown_ca", "the server does not trust the CA of the client certificate"),
          Map.entry("protocol_version", NO_VERSION),
          Map.entry(
              "handshake_failure",
              "the server refused the handshake; it may require a client certificate"),
          Map.entry("insufficient_security", "the server requires other ciphers"),
          Map.entry("unrecognized_name", "the server does not know the requested name"));

  /** Parts of the messages of the JDK and of Netty. */
  private static final Map<String, String> MESSAGES =
      Map.of(
          "selected protocol version", NO_VERSION,
          "No appropriate protocol", NO_VERSION,
          "not an SSL/TLS record", NO_TLS,
          "Unsupported or unrecognized SSL message", NO_TLS,
          "handshake timed out", "the handshake did not end in time",
          "Connection closed while SSL/TLS", CLOSED,
          "closed before the handshake", CLOSED,
          "terminated the handshake", CLOSED);

  private TlsReasons() {}

  /** The problem with the certificate of the server; empty for other causes. */
  static Optional<String> ofCertificate(List<Throwable> causes) {
    if (Causes.has(causes, CertificateExpiredException.class)) {
      return Optional.of("the certificate has expired");
    }
    if (Causes.has(causes, CertificateNotYetValidException.class)) {
      return Optional.of("the certificate is not valid yet");
    }
    if (Causes.has(causes, CertPathBuilderException.class)) {
      return Optional.of("the certificate is not signed by a trusted CA");
    }
    if (Causes.has(causes, CertPathValidatorException.class)) {
      return Optional.of("the certificate is not trusted");
    }
    return Causes.has(causes, CertificateException.class)
        ? Optional.of("the certificate does not match the host name")
        : Optional.empty();
  }

  /** The reason; empty if no cause has a known one. */
  static Optional<String> of(List<Throwable> causes) {
    return ofCertificate(causes)
        .or(() -> causes.stream().flatMap(it -> ofMessage(it).stream()).findFirst());
  }

  private static Optional<String> ofMessage(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    Matcher alert = ALERT.matcher(message);
    if (alert.find()) {
      String name = alert.group(1);
      return Optional.of(ALERTS.getOrDefault(name, "the server ended it with the alert " + name));
    }
    if (cause instanceof EOFException) {
      return Optional.of(CLOSED);
    }
    return MESSAGES.entrySet().stream()
        .filter(it -> message.contains(it.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
