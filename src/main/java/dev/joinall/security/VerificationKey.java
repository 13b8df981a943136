package dev.joinall.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.PublicKey;
import java.util.Optional;
import java.util.Set;

/**
 * A public key of an issuer, with its allowed algorithms. The key determines the algorithms, so no
 * token can choose another one. Thread-safe.
 *
 * @param id empty if the issuer names none
 */
record VerificationKey(String id, Set<JWSAlgorithm> algorithms, SignatureVerifier verifier) {
  /** Shorter keys can be factored (NIST SP 800-131A). */
  private static final int MIN_RSA_BITS = 2_048;

  /** A longer key makes one verification slow. */
  private static final int MAX_RSA_BITS = 8_192;

  private static final Set<JWSAlgorithm> OF_RSA =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512);

  private static final Set<JWSAlgorithm> OF_EDWARDS =
      Set.of(JWSAlgorithm.EdDSA, SignatureVerifier.ED25519);

  /** Whether the key has signed a token, with an allowed algorithm. */
  boolean hasSigned(Token token) {
    JWSAlgorithm algorithm = token.header().getAlgorithm();
    return algorithms.contains(algorithm)
        && verifier.verify(algorithm, token.signed(), token.signature());
  }

  /** Empty for a key that is not for tokens, or that is too weak. */
  static Optional<VerificationKey> of(JWK jwk) {
    boolean forSignatures =
        (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
            && (jwk.getKeyOperations() == null
                || jwk.getKeyOperations().isEmpty()
                || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
    if (!forSignatures) {
      return Optional.empty();
    }
    try {
      return switch (jwk) {
        case RSAKey rsa -> rsa(rsa);
        case ECKey ec -> ec(ec);
        case OctetKeyPair okp -> okp(okp);
        default -> Optional.empty();
      };
    } catch (JOSEException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<VerificationKey> rsa(RSAKey jwk) throws JOSEException {
    int bits = jwk.getModulus().decodeToBigInteger().bitLength();
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
      return Optional.empty();
    }
    return made(jwk, OF_RSA, jwk.toRSAPublicKey());
  }

  private static Optional<VerificationKey> ec(ECKey jwk) throws JOSEException {
    Curve curve = jwk.getCurve();
    if (!Set.of(Curve.P_256, Curve.P_384, Curve.P_521).contains(curve)) {
      return Optional.empty();
    }
    JWSAlgorithm algorithm =
        curve.equals(Curve.P_256)
            ? JWSAlgorithm.ES256
            : curve.equals(Curve.P_384) ? JWSAlgorithm.ES384 : JWSAlgorithm.ES512;
    return made(jwk, Set.of(algorithm), jwk.toECPublicKey());
  }

  private static Optional<VerificationKey> okp(OctetKeyPair jwk) {
    return jwk.getCurve().equals(Curve.Ed25519)
        ? Ed25519Key.of(jwk).flatMap(it -> made(jwk, OF_EDWARDS, it))
        : Optional.empty();
  }

  /** A key that declares its algorithm allows only that one (RFC 7517, 4.4). */
  private static Optional<VerificationKey> made(JWK jwk, Set<JWSAlgorithm> fitting, PublicKey key) {
    Set<JWSAlgorithm> algorithms = fitting;
    if (jwk.getAlgorithm() != null) {
      JWSAlgorithm named = JWSAlgorithm.parse(jwk.getAlgorithm().getName());
      algorithms = fitting.contains(named) ? Set.of(named) : Set.of();
    }
    String id = jwk.getKeyID() == null ? "" : jwk.getKeyID();
    return algorithms.isEmpty()
        ? Optional.empty()
        : Optional.of(new VerificationKey(id, algorithms, new SignatureVerifier(key)));
  }
}
