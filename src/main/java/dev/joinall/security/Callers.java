package dev.joinall.security;

import dev.joinall.config.CallerConfig;
import dev.joinall.config.SecurityConfig;
import dev.joinall.security.Authentication.Known;
import dev.joinall.security.Authentication.Pending;
import dev.joinall.security.Authentication.Reason;
import dev.joinall.security.Authentication.Refused;
import dev.joinall.security.SentToken.Scheme;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** All callers that the file declares: tells who sends a request. Thread-safe. */
public final class Callers {
  private static final String AUTHORIZATION = "Authorization";

  private final List<Tokens> tokens = new ArrayList<>();
  private final List<OpaqueTokens> opaque = new ArrayList<>();
  private final List<ApiKeys> keys = new ArrayList<>();
  private final List<ClientCertificates> certificates = new ArrayList<>();
  private final SeenTokens seen;
  private final Clock clock;
  private final Proofs proofs;

  private Callers(Clock clock, Proofs proofs) {
    this.clock = clock;
    this.seen = new SeenTokens(clock);
    this.proofs = proofs;
  }

  /**
   * The callers of one version of the file. Connects to nothing yet.
   *
   * @param previous of the version before; keys of issuers that both declare alike are kept, and
   *     the proofs that were used
   */
  public static Callers of(SecurityConfig config, Optional<Callers> previous) {
    return of(config, previous, Clock.systemUTC(), System::nanoTime);
  }

  static Callers of(
      SecurityConfig config, Optional<Callers> previous, Clock clock, LongSupplier nanos) {
    UsedProofs used = previous.map(it -> it.proofs.used()).orElseGet(() -> Proofs.used(nanos));
    var clients = new ClientAddress(config.trustedProxies());
    var callers = new Callers(clock, new Proofs(clients, clock, used));
    for (CallerConfig caller : config.callers().values()) {
      switch (caller) {
        case CallerConfig.Jwt jwt ->
            callers.tokens.add(
                previous
                    .flatMap(
                        it -> it.tokens.stream().filter(old -> old.isDeclaredBy(jwt)).findFirst())
                    .orElseGet(() -> Tokens.of(jwt, clock, nanos)));
        case CallerConfig.Introspection asked ->
            callers.opaque.add(new OpaqueTokens(asked, callers.seen, clock));
        case CallerConfig.ApiKey key -> callers.keys.add(new ApiKeys(key));
        case CallerConfig.Mtls mtls -> callers.certificates.add(new ClientCertificates(mtls));
      }
    }
    return callers;
  }

  /** Starts to fetch the keys of the issuers, so that the first request does not have to wait. */
  public void warmUp() {
    tokens.stream()
        .filter(it -> it.keys().known().keys().isEmpty())
        .forEach(it -> {
          var _ = it.keys().fetched();
        });
  }

  /** Why the keys of issuers can't be fetched, by the name of the callers; tries them again. */
  public Map<String, String> failures() {
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

  /**
   * Who sends a request. Credentials in a header count before the certificate of the connection.
   */
  public Authentication authenticate(AuthenticationRequest request) {
    Authentication found = authenticate(request::headers);
    return switch (found) {
      case Authentication.None none when !certificates.isEmpty() ->
          request.certificate().map(this::byCertificate).orElse(found);
      case Known known -> confirmed(known, request);
      case Pending(var result) ->
          new Pending(result.map(it -> it instanceof Known known ? confirmed(known, request) : it));
      default -> found;
    };
  }

  /** Whoever has found a token that is bound does not have its key. */
  private Authentication confirmed(Known found, AuthenticationRequest request) {
    boolean needsProof = isByProof(request);
    Confirmation confirmation = found.caller().confirmation();
    return switch (confirmation.method()) {
      case PROOF ->
          needsProof
              ? proofs.confirmed(
                  found, token(found.caller(), request::headers).orElseThrow(), request)
              : new Refused(Reason.SCHEME);
      case NONE -> needsProof ? new Refused(Reason.UNBOUND) : found;
      case CERTIFICATE ->
          needsProof || request.certificate().filter(confirmation::isOf).isEmpty()
              ? new Refused(Reason.POSSESSION)
              : found;
    };
  }

  /** Whether the client says that it has the key of its token. */
  private boolean isByProof(AuthenticationRequest request) {
    if (tokens.isEmpty() && opaque.isEmpty()) {
      return false;
    }
    List<String> sent = request.headers(AUTHORIZATION);
    return !sent.isEmpty() && Scheme.DPOP.begins(sent.getFirst());
  }

  /** A certificate of nobody who is declared is no credential: many proxies have one. */
  private Authentication byCertificate(X509Certificate certificate) {
    for (ClientCertificates it : certificates) {
      Optional<AuthenticatedCaller> caller = it.of(certificate);
      if (caller.isPresent()) {
        return certificate.getNotAfter().toInstant().isAfter(clock.instant())
            ? new Known(caller.get())
            : new Refused(Reason.CERTIFICATE);
      }
    }
    return Authentication.NONE;
  }

  /** Who has the credentials in a header; whether a token is bound is not looked at. */
  Authentication authenticate(Function<String, List<String>> header) {
    Authentication byKey = byKey(header);
    List<String> authorization =
        tokens.isEmpty() && opaque.isEmpty() ? List.of() : header.apply(AUTHORIZATION);
    if (authorization.isEmpty()) {
      return byKey;
    }
    if (authorization.size() > 1 || !(byKey instanceof Authentication.None)) {
      return new Refused(Reason.SEVERAL);
    }
    return SentToken.of(authorization.getFirst())
        .map(it -> byToken(it.text()))
        .orElseGet(() -> new Refused(Reason.REQUEST));
  }

  /**
   * The token by which a caller was recognized; empty if it has a key.
   *
   * @param header as of {@link #authenticate}
   */
  public Optional<String> token(AuthenticatedCaller caller, Function<String, List<String>> header) {
    return haveTokens(Set.of(caller.group()))
        ? header.apply(AUTHORIZATION).stream()
            .findFirst()
            .flatMap(SentToken::of)
            .map(SentToken::text)
        : Optional.empty();
  }

  /** Whether one of these groups has tokens; of all groups if none is named. */
  public boolean haveTokens(Set<String> groups) {
    return Stream.concat(tokens.stream().map(Tokens::name), opaque.stream().map(OpaqueTokens::name))
        .anyMatch(it -> groups.isEmpty() || groups.contains(it));
  }

  /** Whether one of these groups has tokens that need not be bound to a key. */
  public boolean haveBearers(Set<String> groups) {
    return Stream.concat(
            tokens.stream().filter(it -> !it.needProof()).map(Tokens::name),
            opaque.stream().filter(it -> !it.needProof()).map(OpaqueTokens::name))
        .anyMatch(it -> groups.isEmpty() || groups.contains(it));
  }

  /** The same for keys. */
  public boolean haveKeys(Set<String> groups) {
    return keys.stream().anyMatch(it -> groups.isEmpty() || groups.contains(it.name()));
  }

  /** Whether one of these groups has certificates; of all groups if none is named. */
  public boolean haveCertificates(Set<String> groups) {
    return certificates.stream().anyMatch(it -> groups.isEmpty() || groups.contains(it.name()));
  }

  private Authentication byKey(Function<String, List<String>> header) {
    Authentication found = Authentication.NONE;
    String read = "";
    for (ApiKeys it : keys) {
      List<String> sent = header.apply(it.header());
      if (sent.isEmpty() || (read.equals(it.header()) && found instanceof Known)) {
        continue;
      }
      boolean isOther = !read.isEmpty() && !read.equals(it.header());
      if (sent.size() > 1 || isOther) {
        return new Refused(Reason.SEVERAL);
      }
      read = it.header();
      found = it.authenticate(sent.getFirst());
    }
    return found;
  }

  private Authentication byToken(String text) {
    Digest digest = Digest.of(text);
    Optional<Known> known = seen.of(digest);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<Token> parsed = tokens.isEmpty() ? Optional.empty() : Token.parse(text);
    if (parsed.isEmpty()) {
      return opaque.isEmpty() ? new Refused(Reason.MALFORMED) : ask(opaque, text, digest);
    }
    Token token = parsed.get();
    List<Tokens> issuers = issuers(token);
    if (issuers.isEmpty() && !opaque.isEmpty()) {
      return ask(opaque, text, digest);
    }
    Authentication found = byIssuer(new Refused(Reason.ISSUER), issuers, token);
    return found instanceof Pending(var result)
        ? new Pending(result.doOnNext(it -> keep(digest, token, it)))
        : keep(digest, token, found);
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

  /** Asks the issuers one after the other, until one knows the token. */
  private static Authentication ask(List<OpaqueTokens> issuers, String text, Digest digest) {
    Mono<Authentication> found = issuers.getFirst().authenticate(text, digest);
    for (OpaqueTokens other : issuers.subList(1, issuers.size())) {
      found =
          found.flatMap(
              it -> it instanceof Refused ? other.authenticate(text, digest) : Mono.just(it));
    }
    return new Pending(found);
  }

  /** Several groups of callers may have one issuer; the first one that knows the token decides. */
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

  private Authentication keep(Digest digest, Token token, Authentication found) {
    if (found instanceof Known it) {
      seen.keep(digest, token.claims().expiry().orElseThrow(), it);
    }
    return found;
  }
}
