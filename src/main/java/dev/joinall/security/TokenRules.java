package dev.joinall.security;

import com.nimbusds.jose.JWSAlgorithm;
import dev.joinall.config.CallerConfig;
import dev.joinall.security.Authentication.Known;
import dev.joinall.security.Authentication.Reason;
import dev.joinall.security.Authentication.Refused;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules for the tokens of one issuer (RFC 7519, 7.2; RFC 8725; RFC 9068, 4). Immutable and
 * thread-safe.
 */
final class TokenRules {
  private static final List<String> ID = List.of("sub", "client_id");

  private final CallerConfig.Jwt config;
  private final Clock clock;
  private final Set<JWSAlgorithm> algorithms;
  private final long skewMillis;

  TokenRules(CallerConfig.Jwt config, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.skewMillis = config.clockSkew().toMillis();
    this.algorithms =
        config.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
  }

  boolean isIssuerOf(Token token) {
    return config.issuer().equals(token.claims().text("iss"));
  }

  /** The reason to refuse the token, independent of its signature; empty if there is none. */
  Optional<Reason> refusal(Token token) {
    Claims claims = token.claims();
    Optional<Reason> outside = inHeader(token).or(() -> inTime(claims));
    if (outside.isPresent()) {
      return outside;
    }
    if (!claims.isFor(config.audience())) {
      return Optional.of(Reason.AUDIENCE);
    }
    Optional<Confirmation> confirmation = Confirmation.of(claims);
    if (confirmation.isEmpty()) {
      return Optional.of(Reason.BOUND);
    }
    if (config.needsProof() && !confirmation.get().isByProof()) {
      return Optional.of(Reason.UNBOUND);
    }
    return id(claims).isEmpty() ? Optional.of(Reason.SUBJECT) : Optional.empty();
  }

  private Optional<Reason> inHeader(Token token) {
    if (!token.hasKnownType()) {
      return Optional.of(Reason.TYPE);
    }
    if (token.header().getIncludedParams().contains("crit")) {
      return Optional.of(Reason.CRITICAL);
    }
    return accepts(token.header().getAlgorithm())
        ? Optional.empty()
        : Optional.of(Reason.ALGORITHM);
  }

  private Optional<Reason> inTime(Claims claims) {
    long now = clock.millis();
    Optional<Long> expiry = claims.expiry();
    if (expiry.isEmpty()) {
      return Optional.of(Reason.EXPIRY);
    }
    if (expiry.get() <= now - skewMillis) {
      return Optional.of(Reason.EXPIRED);
    }
    return claims.notBefore().filter(it -> it > now + skewMillis).map(it -> Reason.EARLY);
  }

  private boolean accepts(JWSAlgorithm algorithm) {
    return (algorithms.isEmpty() ? SignatureVerifier.ALGORITHMS : algorithms).contains(algorithm);
  }

  /** Returns the caller, if one of these keys has signed the token. */
  Authentication verify(Token token, List<VerificationKey> keys) {
    if (keys.stream().noneMatch(it -> it.hasSigned(token))) {
      return new Refused(Reason.SIGNATURE);
    }
    return new Known(
        new AuthenticatedCaller(
            config.name(),
            id(token.claims()).orElseThrow(),
            Scopes.of(token.claims(), config.scopes()),
            token.claims().toKeep(),
            Confirmation.of(token.claims()).orElseThrow()));
  }

  /**
   * The id of the caller. Without a user, the client is the subject of the token, or only {@code
   * client_id} is present (RFC 9068, 5).
   */
  private static Optional<String> id(Claims claims) {
    return claims.firstText(ID);
  }
}
