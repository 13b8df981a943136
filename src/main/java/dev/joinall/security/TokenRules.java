package dev.joinall.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import dev.joinall.config.CallerConfig;
import dev.joinall.security.Authentication.Known;
import dev.joinall.security.Authentication.Reason;
import dev.joinall.security.Authentication.Refused;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules for the tokens of one issuer (RFC 7519, 7.2; RFC 8725; RFC 9068, 4). Immutable and
 * thread-safe.
 */
final class TokenRules {
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

  /** Whether the token says that it is of this issuer. */
  boolean isIssuerOf(Token token) {
    return config.issuer().equals(token.claims().text("iss"));
  }

  /** Why the token is refused whatever its signature is; empty if it is not. */
  Optional<Reason> refusal(Token token) {
    return inHeader(token)
        .or(() -> inTime(token))
        .or(() ->
            Collections.disjoint(config.audience(), token.claims().audience())
                ? Optional.of(Reason.AUDIENCE)
                : Optional.empty())
        .or(() ->
            Confirmation.of(token.claims().json()).isEmpty()
                ? Optional.of(Reason.BOUND)
                : Optional.empty())
        .or(() ->
            config.needsProof() && !Confirmation.of(token.claims().json()).orElseThrow().isByProof()
                ? Optional.of(Reason.UNBOUND)
                : Optional.empty())
        .or(() -> id(token.claims()).isEmpty() ? Optional.of(Reason.SUBJECT) : Optional.empty());
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

  private Optional<Reason> inTime(Token token) {
    long now = clock.millis();
    Optional<Long> expiry = token.claims().expiry();
    if (expiry.isEmpty()) {
      return Optional.of(Reason.EXPIRY);
    }
    if (expiry.get() <= now - skewMillis) {
      return Optional.of(Reason.EXPIRED);
    }
    return token.claims().notBefore().filter(it -> it > now + skewMillis).map(it -> Reason.EARLY);
  }

  private boolean accepts(JWSAlgorithm algorithm) {
    return (algorithms.isEmpty() ? VerificationKey.ALGORITHMS : algorithms).contains(algorithm);
  }

  /** Who sends it, if one of these keys has signed it. */
  Authentication verify(Token token, List<VerificationKey> keys) {
    for (VerificationKey key : keys) {
      try {
        if (key.verifier().verify(token.header(), token.signed(), token.signature())) {
          return new Known(
              new AuthenticatedCaller(
                  config.name(),
                  id(token.claims()).orElseThrow(),
                  Scopes.of(token.claims().json(), config.scopes()),
                  token.claims().toKeep(),
                  Confirmation.of(token.claims().json()).orElseThrow()));
        }
      } catch (JOSEException e) {
        // not of this key
      }
    }
    return new Refused(Reason.SIGNATURE);
  }

  /** RFC 9068, 5: a token of a client without a user has the client as its subject, or only it. */
  private static Optional<String> id(Claims claims) {
    return claims.firstText("sub", "client_id");
  }
}
