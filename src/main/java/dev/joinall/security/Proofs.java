package dev.joinall.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import dev.joinall.json.Json;
import dev.joinall.security.Authentication.Known;
import dev.joinall.security.Authentication.Reason;
import dev.joinall.security.Authentication.Refused;
import dev.joinall.security.Authentication.Unavailable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the client holds the key to which its token is bound, by a proof that it signed for
 * this request (RFC 9449, 4.3). Each proof is accepted once. Thread-safe.
 */
record Proofs(PublicUrl url, Clock clock, UsedProofs used) {
  /** The maximum age of a proof. */
  static final Duration MAX_AGE = Duration.ofSeconds(60);

  /** The maximum by which the clock of the client may be ahead. */
  static final Duration MAX_AHEAD = Duration.ofSeconds(30);

  /** For the rounding of the time in a token, and for a clock that is set back a little. */
  private static final Duration ROUNDING = Duration.ofSeconds(5);

  private static final String HEADER = "DPoP";
  private static final String TYPE = "dpop+jwt";
  private static final int MAX_ID = 256;

  private static final Unavailable FULL =
      new Unavailable("too many proofs of keys are stored; try again");

  static UsedProofs used(LongSupplier nanos) {
    return new UsedProofs(MAX_AGE.plus(MAX_AHEAD).plus(ROUNDING), nanos);
  }

  /**
   * Returns the caller, if the request has a valid proof.
   *
   * @param token as it was sent
   */
  Authentication confirmed(Known found, String token, AuthenticationRequest request) {
    List<String> sent = request.headers(HEADER);
    if (sent.size() != 1) {
      return new Refused(Reason.PROOF);
    }
    Optional<Token> parsed = Token.parse(sent.getFirst()).filter(Proofs::isProof);
    if (parsed.isEmpty()) {
      return new Refused(Reason.PROOF_FORM);
    }
    Token proof = parsed.get();
    JWK key = proof.header().getJWK();
    String thumbprint = thumbprint(key);
    if (!thumbprint.equals(found.caller().confirmation().thumbprint())) {
      return new Refused(Reason.PROOF_KEY);
    }
    Optional<Reason> refusal = refusal(proof.claims(), token, request);
    if (refusal.isPresent()) {
      return new Refused(refusal.get());
    }
    if (!isSigned(proof, key)) {
      return new Refused(Reason.PROOF_SIGNATURE);
    }
    // By caller, because an issuer may bind each token to a new key.
    String share = found.caller().group() + "." + found.caller().id();
    return switch (used.use(Digest.of(thumbprint + "." + proof.claims().text("jti")), share)) {
      case NEW -> found;
      case USED -> new Refused(Reason.PROOF_USED);
      case FULL -> FULL;
    };
  }

  /** Whether it has the required members (RFC 9449, 4.2). Rejects a private key in the header. */
  private static boolean isProof(Token proof) {
    String id = proof.claims().text("jti");
    return proof.header().getType() != null
        && TYPE.equalsIgnoreCase(proof.header().getType().getType())
        && proof.header().getJWK() != null
        && !proof.header().getJWK().isPrivate()
        && !proof.header().getIncludedParams().contains("crit")
        && !id.isEmpty()
        && id.length() <= MAX_ID;
  }

  private Optional<Reason> refusal(Claims claims, String token, AuthenticationRequest request) {
    if (!claims.text("htm").equals(request.method()) || !isOf(claims.text("htu"), request)) {
      return Optional.of(Reason.PROOF_REQUEST);
    }
    if (!claims.text("ath").equals(Digest.of(token).base64Url())) {
      return Optional.of(Reason.PROOF_TOKEN);
    }
    return isInTime(claims.get("iat")) ? Optional.empty() : Optional.of(Reason.PROOF_TIME);
  }

  private boolean isOf(String target, AuthenticationRequest request) {
    Optional<String> named = PublicUrl.normalized(target);
    return named.isPresent() && named.equals(url.of(request));
  }

  private boolean isInTime(@Nullable Json issued) {
    if (issued == null || issued.kind() != Json.Kind.NUMBER) {
      return false;
    }
    double age = clock.millis() / 1_000.0 - issued.number().doubleValue();
    return age <= MAX_AGE.toSeconds() && age >= -MAX_AHEAD.toSeconds();
  }

  /** The key determines the allowed algorithms, and whether it is strong enough. */
  private static boolean isSigned(Token proof, JWK key) {
    return VerificationKey.of(key).filter(it -> it.hasSigned(proof)).isPresent();
  }

  private static String thumbprint(JWK key) {
    try {
      return key.computeThumbprint().toString();
    } catch (JOSEException e) {
      return "";
    }
  }
}
