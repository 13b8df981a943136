package dev.joinall.security;

import dev.joinall.config.Sha256;
import dev.joinall.json.Json;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * The key to which a token is bound (RFC 7800): the key of a client certificate (RFC 8705, 3), or a
 * key with which the client signs a proof for each request (RFC 9449, 6). Immutable.
 *
 * @param thumbprint of the certificate or the key; empty if the token is not bound
 */
public record Confirmation(Method method, String thumbprint) {
  static final Confirmation NONE = new Confirmation(Method.NONE, "");

  private static final String CLAIM = "cnf";

  /** Other members that identify a key (RFC 7800, 3). Unknown members do not. */
  private static final Set<String> OTHER_KEYS = Set.of("jwk", "jwe", "kid", "jku");

  /** The client's method to prove possession of the key. */
  public enum Method {
    NONE(""),
    CERTIFICATE("x5t#S256"),
    PROOF("jkt");

    private final String member;

    Method(String member) {
      this.member = member;
    }
  }

  /**
   * Reads the claims of a token.
   *
   * @return empty if the token is bound to another type of key, or to more than one key
   */
  static Optional<Confirmation> of(Claims claims) {
    Json written = claims.get(CLAIM);
    if (written == null) {
      return Optional.of(NONE);
    }
    boolean isOther =
        written.kind() != Json.Kind.OBJECT
            || OTHER_KEYS.stream().anyMatch(it -> written.get(it) != null)
            || (written.get(Method.CERTIFICATE.member) != null
                && written.get(Method.PROOF.member) != null);
    return isOther
        ? Optional.empty()
        : of(Method.CERTIFICATE, written).or(() -> of(Method.PROOF, written));
  }

  private static Optional<Confirmation> of(Method method, Json written) {
    return Optional.ofNullable(written.get(method.member))
        .filter(it -> it.kind() == Json.Kind.STRING)
        .map(Json::text)
        .filter(it -> !it.isEmpty())
        .map(it -> new Confirmation(method, it));
  }

  boolean isByProof() {
    return method == Method.PROOF;
  }

  /** Whether the token is bound to this certificate. */
  boolean isOf(X509Certificate certificate) {
    return method == Method.CERTIFICATE && thumbprint.equals(thumbprint(certificate));
  }

  private static String thumbprint(X509Certificate certificate) {
    try {
      byte[] hash = Sha256.of(certificate.getEncoded());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (CertificateEncodingException e) {
      return "";
    }
  }
}
