package dev.joinall.security;

import dev.joinall.config.CallerConfig;
import dev.joinall.security.Authentication.Known;
import dev.joinall.security.Authentication.Pending;
import dev.joinall.security.Authentication.Reason;
import dev.joinall.security.Authentication.Refused;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * The access tokens of all declared callers: finds the issuer of a token, and caches valid tokens.
 * Thread-safe.
 */
final class AccessTokens {
  private final List<Tokens> tokens = new ArrayList<>();
  private final List<OpaqueTokens> opaque = new ArrayList<>();
  private final SeenTokens seen;
  private final Clock clock;

  AccessTokens(Clock clock) {
    this.clock = clock;
    this.seen = new SeenTokens(clock);
  }

  /**
   * Must be called before the first request.
   *
   * @param previous the tokens of the previous version of the file; the keys of an issuer are kept
   *     if its declaration is the same
   */
  void add(CallerConfig.Jwt declared, Optional<AccessTokens> previous, LongSupplier nanos) {
    tokens.add(
        previous
            .flatMap(it -> it.tokens.stream().filter(old -> old.isDeclaredBy(declared)).findFirst())
            .orElseGet(() -> Tokens.of(declared, clock, nanos)));
  }

  /** Must be called before the first request. */
  void add(CallerConfig.Introspection declared) {
    opaque.add(new OpaqueTokens(declared, seen, clock));
  }

  boolean isEmpty() {
    return tokens.isEmpty() && opaque.isEmpty();
  }

  /** Starts to fetch the keys of the issuers. */
  void warmUp() {
    tokens.stream()
        .filter(it -> it.keys().known().keys().isEmpty())
        .forEach(it -> {
          var _ = it.keys().fetched();
        });
  }

  /**
   * The reasons why the keys of issuers can't be fetched, by the name of the callers. Starts
   * another fetch.
   */
  Map<String, String> failures() {
    Map<String, String> failures = new LinkedHashMap<>();
    for (Tokens it : tokens) {
      it.keys()
          .failure()
          .ifPresent(why -> {
            failures.put(it.name(), why);
            var _ = it.keys().fetched();
          });
    }
    return failures;
  }

  /** Whether one of these groups uses tokens; checks all groups if the set is empty. */
  boolean have(Set<String> groups) {
    return Stream.concat(tokens.stream().map(Tokens::name), opaque.stream().map(OpaqueTokens::name))
        .anyMatch(it -> groups.isEmpty() || groups.contains(it));
  }

  /**
   * Whether one of these groups accepts tokens that are not bound to a key; checks all groups if
   * the set is empty.
   */
  boolean haveBearers(Set<String> groups) {
    return Stream.concat(
            tokens.stream().filter(it -> !it.needProof()).map(Tokens::name),
            opaque.stream().filter(it -> !it.needProof()).map(OpaqueTokens::name))
        .anyMatch(it -> groups.isEmpty() || groups.contains(it));
  }

  /** Finds the caller of a token; does not check possession of the key to which it is bound. */
  Authentication authenticate(String text) {
    Digest digest = Digest.of(text);
    Optional<Known> known = seen.of(digest);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<Token> parsed = tokens.isEmpty() ? Optional.empty() : Token.parse(text);
    if (parsed.isEmpty()) {
      return opaque.isEmpty() ? new Refused(Reason.MALFORMED) : introspect(opaque, text, digest);
    }
    Token token = parsed.get();
    List<Tokens> issuers = issuers(token);
    if (issuers.isEmpty() && !opaque.isEmpty()) {
      return introspect(opaque, text, digest);
    }
    Authentication found = byIssuer(new Refused(Reason.ISSUER), issuers, token);
    return found instanceof Pending(var result)
        ? new Pending(result.doOnNext(it -> cache(digest, token, it)))
        : cache(digest, token, found);
  }

  private List<Tokens> issuers(Token token) {
    List<Tokens> issuers = new ArrayList<>(1);
    for (Tokens it : tokens) {
      if (it.isIssuerOf(token)) {
        issuers.add(it);
      }
    }
    return issuers;
  }

  /** Queries the issuers one after the other, until one recognizes the token. */
  private static Authentication introspect(List<OpaqueTokens> issuers, String text, Digest digest) {
    Mono<Authentication> found = issuers.getFirst().authenticate(text, digest);
    for (OpaqueTokens other : issuers.subList(1, issuers.size())) {
      found =
          found.flatMap(
              it -> it instanceof Refused ? other.authenticate(text, digest) : Mono.just(it));
    }
    return new Pending(found);
  }

  /**
   * Tries the groups of callers with this issuer in order; the first one that accepts the token
   * decides.
   */
  private static Authentication byIssuer(
      Authentication refused, List<Tokens> issuers, Token token) {
    if (issuers.isEmpty()) {
      return refused;
    }
    Authentication found = issuers.getFirst().authenticate(token);
    List<Tokens> others = issuers.subList(1, issuers.size());
    return switch (found) {
      case Refused it -> byIssuer(it, others, token);
      case Pending(var result) -> new Pending(result.flatMap(it -> settled(it, others, token)));
      case Known it -> it;
      case Authentication.Unavailable it -> it;
      case Authentication.None it -> it;
    };
  }

  private static Mono<Authentication> settled(
      Authentication found, List<Tokens> others, Token token) {
    Authentication next = found instanceof Refused it ? byIssuer(it, others, token) : found;
    return next instanceof Pending(var result) ? result : Mono.just(next);
  }

  private Authentication cache(Digest digest, Token token, Authentication found) {
    if (found instanceof Known it) {
      seen.store(digest, token.claims().expiry().orElseThrow(), it);
    }
    return found;
  }
}
