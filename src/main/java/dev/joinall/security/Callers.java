package dev.joinall.security;

import dev.joinall.config.CallerConfig;
import dev.joinall.config.SecurityConfig;
import dev.joinall.security.Authentication.Known;
import dev.joinall.security.Authentication.Pending;
import dev.joinall.security.Authentication.Reason;
import dev.joinall.security.Authentication.Refused;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Authenticates the callers that the file declares. Thread-safe. */
public final class Callers {
  private static final String AUTHORIZATION = "Authorization";

  private final AccessTokens tokens;
  private final List<ApiKeys> keys = new ArrayList<>();
  private final List<ClientCertificates> certificates = new ArrayList<>();
  private final Clock clock;
  private final Proofs proofs;

  private Callers(Clock clock, Proofs proofs) {
    this.clock = clock;
    this.tokens = new AccessTokens(clock);
    this.proofs = proofs;
  }

  /**
   * Creates the callers of one version of the file. Makes no connection yet.
   *
   * @param previous the callers of the previous version; keeps the keys of issuers with the same
   *     declaration, and the used proofs
   */
  public static Callers of(SecurityConfig config, Optional<Callers> previous) {
    return of(config, previous, Clock.systemUTC(), System::nanoTime);
  }

  static Callers of(
      SecurityConfig config, Optional<Callers> previous, Clock clock, LongSupplier nanos) {
    UsedProofs used = previous.map(it -> it.proofs.used()).orElseGet(() -> Proofs.used(nanos));
    var clients = new ClientAddress(config.trustedProxies());
    var callers = new Callers(clock, new Proofs(new PublicUrl(clients), clock, used));
    for (CallerConfig caller : config.callers().values()) {
      switch (caller) {
        case CallerConfig.Jwt jwt -> callers.tokens.add(jwt, previous.map(it -> it.tokens), nanos);
        case CallerConfig.Introspection introspection -> callers.tokens.add(introspection);
        case CallerConfig.ApiKey key -> callers.keys.add(new ApiKeys(key));
        case CallerConfig.Mtls mtls -> callers.certificates.add(new ClientCertificates(mtls));
      }
    }
    return callers;
  }

  /** Starts to fetch the keys of the issuers, so that the first request does not have to wait. */
  public void warmUp() {
    tokens.warmUp();
  }

  /**
   * The reasons why the keys of issuers can't be fetched, by the name of the callers. Starts
   * another fetch.
   */
  public Map<String, String> failures() {
    return tokens.failures();
  }

  /**
   * Authenticates the caller of a request. Credentials in a header take precedence over the
   * certificate of the connection.
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

  /** Checks possession: a stolen bound token is useless without its key. */
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

  /** Whether the client uses the scheme for tokens with a proof of possession. */
  private boolean isByProof(AuthenticationRequest request) {
    if (tokens.isEmpty()) {
      return false;
    }
    List<String> sent = request.headers(AUTHORIZATION);
    return !sent.isEmpty() && TokenScheme.DPOP.begins(sent.getFirst());
  }

  /** Ignores a certificate that matches no declared caller, because many proxies have one. */
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

  /** Authenticates by headers; does not check possession. */
  Authentication authenticate(Function<String, List<String>> header) {
    Authentication byKey = byKey(header);
    List<String> authorization = tokens.isEmpty() ? List.of() : header.apply(AUTHORIZATION);
    if (authorization.isEmpty()) {
      return byKey;
    }
    if (authorization.size() > 1 || !(byKey instanceof Authentication.None)) {
      return new Refused(Reason.SEVERAL);
    }
    return TokenScheme.token(authorization.getFirst())
        .map(tokens::authenticate)
        .orElseGet(() -> new Refused(Reason.REQUEST));
  }

  /**
   * The token of an authenticated caller; empty if the caller has a key.
   *
   * @param header as of {@link #authenticate}
   */
  public Optional<String> token(AuthenticatedCaller caller, Function<String, List<String>> header) {
    return tokens.have(Set.of(caller.group()))
        ? header.apply(AUTHORIZATION).stream().findFirst().flatMap(TokenScheme::token)
        : Optional.empty();
  }

  /** Whether one of these groups uses tokens; checks all groups if the set is empty. */
  public boolean haveTokens(Set<String> groups) {
    return tokens.have(groups);
  }

  /**
   * Whether one of these groups accepts tokens that are not bound to a key; checks all groups if
   * the set is empty.
   */
  public boolean haveBearers(Set<String> groups) {
    return tokens.haveBearers(groups);
  }

  /** Whether one of these groups uses keys; checks all groups if the set is empty. */
  public boolean haveKeys(Set<String> groups) {
    return keys.stream().anyMatch(it -> groups.isEmpty() || groups.contains(it.name()));
  }

  /** Whether one of these groups uses certificates; checks all groups if the set is empty. */
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
}
