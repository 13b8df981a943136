package dev.joinall.security;

import dev.joinall.config.CallerConfig;
import dev.joinall.security.Authentication.Known;
import dev.joinall.security.Authentication.Pending;
import dev.joinall.security.Authentication.Reason;
import dev.joinall.security.Authentication.Refused;
import dev.joinall.security.Authentication.Unavailable;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/** Recognizes callers by the tokens of one issuer. Thread-safe. */
record Tokens(CallerConfig.Jwt config, TokenRules rules, KeySource keys) {
  private static final Authentication UNAVAILABLE =
      new Unavailable("the keys of the token's issuer can't be fetched");

  static Tokens of(CallerConfig.Jwt config, Clock clock, LongSupplier nanos) {
    var source = new KeySource(config.name(), new KeyFetcher(config)::fetch, nanos);
    return new Tokens(config, new TokenRules(config, clock), source);
  }

  boolean isDeclaredBy(CallerConfig other) {
    return config.name().equals(other.name()) && config.where().sameContentAs(other.where());
  }

  boolean isIssuerOf(Token token) {
    return rules.isIssuerOf(token);
  }

  boolean needProof() {
    return config.needsProof();
  }

  String name() {
    return config.name();
  }

  /** Authenticates a token. Pending if it names a key that must be fetched first. */
  Authentication authenticate(Token token) {
    Optional<Reason> refusal = rules.refusal(token);
    if (refusal.isPresent()) {
      return new Refused(refusal.get());
    }
    List<VerificationKey> known = keys.known().of(token.header());
    Authentication found = rules.verify(token, known);
    boolean isOfKnown = !known.isEmpty() && token.header().getKeyID() != null;
    if (found instanceof Known || (isOfKnown && !keys.mayBeReplaced())) {
      return found; // without a key id, a new key may have signed it
    }
    return new Pending(
        Mono.fromFuture(
            () ->
                keys.fetched()
                    .handle((fetched, error) ->
                        error == null
                            ? rules.verify(token, fetched.of(token.header()))
                            : UNAVAILABLE),
            true));
  }
}
