package dev.joinall.security;

import dev.joinall.config.CallerConfig;
import dev.joinall.config.CallerConfig.Subject;
import dev.joinall.json.Json;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/**
 * Recognizes callers by the certificate of their connection, which the TLS handshake has verified:
 * by its whole subject, or by one of its alternative names. Immutable and thread-safe.
 */
final class ClientCertificates {
  /** Types of alternative names (RFC 5280, 4.2.1.6), with Java's numbers. */
  private static final int EMAIL = 1;

  private static final int DNS = 2;
  private static final int URI = 6;

  private final CallerConfig.Mtls config;
  private final Set<String> scopes;

  ClientCertificates(CallerConfig.Mtls config) {
    this.config = config;
    this.scopes = Set.copyOf(config.scopes());
  }

  String name() {
    return config.name();
  }

  /** The caller, if the certificate has one of the declared subjects. */
  Optional<AuthenticatedCaller> of(X509Certificate certificate) {
    for (Subject it : config.subjects()) {
      if (isOf(it, certificate)) {
        return Optional.of(
            new AuthenticatedCaller(name(), it.written(), scopes, claims(certificate)));
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(Subject subject, X509Certificate certificate) {
    return switch (subject.form()) {
      case DN ->
          certificate
              .getSubjectX500Principal()
              .getName(X500Principal.CANONICAL)
              .equals(subject.value());
      case DNS ->
          names(DNS, certificate)
              .anyMatch(it ->
                  it.toLowerCase(Locale.ROOT).equals(subject.value().toLowerCase(Locale.ROOT)));
      case URI -> names(URI, certificate).anyMatch(subject.value()::equals);
      case EMAIL -> names(EMAIL, certificate).anyMatch(subject.value()::equals);
    };
  }

  private static Stream<String> names(int type, X509Certificate certificate) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      return all == null
          ? Stream.empty()
          : all.stream()
              .filter(it -> it.getFirst().equals(type))
              .map(it -> String.valueOf(it.get(1)));
    } catch (CertificateParsingException e) {
      return Stream.empty();
    }
  }

  private static Json claims(X509Certificate certificate) {
    Map<String, Json> claims = new LinkedHashMap<>();
    claims.put(
        "subject",
        Json.string(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253)));
    claims.put(
        "issuer", Json.string(certificate.getIssuerX500Principal().getName(X500Principal.RFC2253)));
    claims.put("serial", Json.string(certificate.getSerialNumber().toString(16)));
    return Json.of(claims);
  }
}
