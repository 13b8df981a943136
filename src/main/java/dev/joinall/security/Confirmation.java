package dev.joinall.security;

import dev.joinall.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;

/**
 * The key to which a token is bound (RFC 7800): that of a client certificate (RFC 8705, 3). Another
 * one can't be checked here, so that a token with it is refused. Immutable.
 *
 * @param thumbprint of the certificate; empty if the token is bound to nothing
 */
public record Confirmation(Optional<String> thumbprint) {
  static final Confirmation NONE = new Confirmation(Optional.empty());

  private static final String CLAIM = "cnf";
  private static final String CERTIFICATE = "x5t#S256";

  /**
   * Of the claims of a token.
   *
   * @return empty if the token is bound to something else
   */
  static Optional<Confirmation> of(Json claims) {
    Json written = claims.get(CLAIM);
    if (written == null) {
      return Optional.of(NONE);
    }
    boolean isOneMember = written.kind() == Json.Kind.OBJECT && written.size() == 1;
    return Optional.of(written)
        .filter(it -> isOneMember)
        .map(it -> it.get(CERTIFICATE))
        .filter(it -> it != null && it.kind() == Json.Kind.STRING)
        .map(Json::text)
        .filter(it -> !it.isEmpty())
        .map(it -> new Confirmation(Optional.of(it)));
  }

  /** Whether the client of this connection may use the token. */
  boolean isMetBy(Optional<X509Certificate> certificate) {
    return thumbprint.isEmpty()
        || certificate.map(Confirmation::thumbprint).filter(thumbprint.get()::equals).isPresent();
  }

  private static String thumbprint(X509Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } catch (CertificateEncodingException e) {
      return "";
    }
  }
}
