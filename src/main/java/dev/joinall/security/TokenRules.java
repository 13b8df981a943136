package dev.joinall.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import dev.joinall.config.CallerConfig;
import dev.joinall.json.Json;
import dev.joinall.security.Authentication.Known;
import dev.joinall.security.Authentication.Reason;
import dev.joinall.security.Authentication.Refused;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules for the tokens of one issuer (RFC 7519, 7.2; RFC 8725; RFC 9068, 4). Immutable and
 * thread-safe.
 */
final class TokenRules {
  private final CallerConfig.Jwt config;
  private final Clock clock;
  private final Set<JWSAlgorithm> algorithms;

  TokenRules(CallerConfig.Jwt config, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.algorithms =
        config.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
  }

  /** Whether the token says that it is of this issuer. */
  boolean isIssuerOf(Token token) {
    return config.issuer().equals(token.claims().getIssuer());
  }

  /** Why the token is refused whatever its signature is; empty if it is not. */
  Optional<Reason> refusal(Token token) {
    return inHeader(token)
        .or(() -> inTime(token))
        .or(() ->
            Collections.disjoint(config.audience(), token.claims().getAudience())
                ? Optional.of(Reason.AUDIENCE)
                : Optional.empty())
        .or(() ->
            Confirmation.of(token.json()).isEmpty() ? Optional.of(Reason.BOUND) : Optional.empty())
        .or(() ->
            config.needsProof() && !Confirmation.of(token.json()).orElseThrow().isByProof()
                ? Optional.of(Reason.UNBOUND)
                : Optional.empty())
        .or(() -> id(token).isEmpty() ? Optional.of(Reason.SUBJECT) : Optional.empty());
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
    Instant now = clock.instant();
    if (token.expiry().isEmpty()) {
      return Optional.of(Reason.EXPIRY);
    }
    if (!token.expiry().get().plus(config.clockSkew()).isAfter(now)) {
      return Optional.of(Reason.EXPIRED);
    }
    return token
        .notBefore()
        .filter(it -> it.minus(config.clockSkew()).isAfter(now))
        .map(it -> Reason.EARLY);
  }

  private boolean accepts(JWSAlgorithm algorithm) {
    return algorithms.isEmpty() || algorithms.contains(algorithm);
  }

  /** Who sends it, if one of these keys has signed it. */
  Authentication verify(Token token, List<VerificationKey> keys) {
    for (VerificationKey key : keys) {
      try {
        if (key.verifier().verify(token.header(), token.signed(), token.signature())) {
          return new Known(
              new AuthenticatedCaller(
                  config.name(),
                  id(token).orElseThrow(),
                  Scopes.of(token.json(), config.scopes()),
                  token.json(),
                  Confirmation.of(token.json()).orElseThrow()));
        }
      } catch (JOSEException e) {
        // not of this key
      }
    }
    return new Refused(Reason.SIGNATURE);
  }

  /** RFC 9068, 5: a token of a client without a user has the client as its subject, or only it. */
  private static Optional<String> id(Token token) {
    return Stream.of("sub", "client_id")
        .flatMap(it -> Optional.ofNullable(token.json().get(it)).stream())
        .filter(it -> it.kind() == Json.Kind.STRING && !it.text().isEmpty())
        .map(Json::text)
        .findFirst();
  }
}
