package dev.joinall.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.CallerConfig;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import dev.joinall.security.Authentication.Known;
import dev.joinall.security.Authentication.Reason;
import dev.joinall.security.Authentication.Refused;
import dev.joinall.security.Authentication.Unavailable;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Recognizes callers by opaque tokens, by introspection (RFC 7662). One request at a time for each
 * token, each on a virtual thread; at most {@link #MAX_PENDING} at once. Thread-safe.
 */
final class OpaqueTokens {
  private static final Logger log = LoggerFactory.getLogger(OpaqueTokens.class);

  /** More requests are not sent, because invented tokens must not flood the issuer. */
  static final int MAX_PENDING = 100;

  private static final List<String> ID = List.of("sub", "client_id", "username");

  private static final long LOG_EVERY_MILLIS = 5_000;

  private final CallerConfig.Introspection config;
  private final SeenTokens seen;
  private final Clock clock;
  private final BoundedHttp exchanges = new BoundedHttp();
  private final Map<Digest, CompletableFuture<Authentication>> pending = new HashMap<>();
  private long loggedAt;

  OpaqueTokens(CallerConfig.Introspection config, SeenTokens seen, Clock clock) {
    this.config = config;
    this.seen = seen;
    this.clock = clock;
  }

  boolean needProof() {
    return config.needsProof();
  }

  String name() {
    return config.name();
  }

  Mono<Authentication> authenticate(String token, Digest digest) {
    return Mono.fromFuture(() -> introspect(token, digest), true);
  }

  private synchronized CompletableFuture<Authentication> introspect(String token, Digest digest) {
    CompletableFuture<Authentication> running = pending.get(digest);
    if (running != null) {
      return running;
    }
    if (pending.size() >= MAX_PENDING) {
      return CompletableFuture.completedFuture(
          new Unavailable("too many tokens wait for their issuer"));
    }
    var answer = new CompletableFuture<Authentication>();
    pending.put(digest, answer);
    var _ =
        Thread.ofVirtual()
            .name("introspection-" + config.name())
            .start(() -> answer.complete(answered(token, digest)));
    return answer;
  }

  private Authentication answered(String token, Digest digest) {
    try {
      return read(Json.parse(exchanges.send(request(token)).getBytes(UTF_8)), digest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unavailable("interrupted");
    } catch (MalformedJson e) {
      return unavailable("the answer of the issuer can't be read");
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return unavailable(String.valueOf(e.getMessage()));
    } finally {
      removePending(digest);
    }
  }

  private synchronized void removePending(Digest digest) {
    pending.remove(digest);
  }

  private synchronized Authentication unavailable(String why) {
    if (clock.millis() - loggedAt > LOG_EVERY_MILLIS) {
      loggedAt = clock.millis();
      log.warn("Tokens of the caller {} can't be introspected: {}", config.name(), why);
    }
    return new Unavailable("the token can't be checked by its issuer");
  }

  /** The request of RFC 7662, 2.1; the client authenticates as in RFC 6749, 2.3.1. */
  private HttpRequest.Builder request(String token) {
    String form = "token_type_hint=access_token&token=" + BoundedHttp.encoded(token);
    return BoundedHttp.form(config.url(), form)
        .header("authorization", BoundedHttp.basic(config.clientId(), config.clientSecret()));
  }

  private Authentication read(Json answer, Digest digest) {
    if (!Json.TRUE.equals(answer.get("active"))) {
      return new Refused(Reason.INACTIVE);
    }
    return Claims.of(answer)
        .map(it -> known(it, digest))
        .orElseGet(
            () -> unavailable("the answer of the issuer has a repeated claim, or an invalid time"));
  }

  private Authentication known(Claims claims, Digest digest) {
    long expiry = claims.expiry().orElse(Long.MAX_VALUE);
    if (expiry <= clock.millis()) {
      return new Refused(Reason.EXPIRED);
    }
    if (claims.notBefore().filter(it -> it > clock.millis()).isPresent()) {
      return new Refused(Reason.EARLY);
    }
    if (!config.audience().isEmpty() && !claims.isFor(config.audience())) {
      return new Refused(Reason.AUDIENCE);
    }
    Optional<Confirmation> confirmation = Confirmation.of(claims);
    if (confirmation.isEmpty()) {
      return new Refused(Reason.BOUND);
    }
    if (needProof() && !confirmation.get().isByProof()) {
      return new Refused(Reason.UNBOUND);
    }
    Optional<String> id = claims.firstText(ID);
    if (id.isEmpty()) {
      return new Refused(Reason.SUBJECT);
    }
    var known =
        new Known(
            new AuthenticatedCaller(
                config.name(),
                id.get(),
                Scopes.of(claims, config.scopes()),
                claims.toKeep(),
                confirmation.get()));
    seen.store(digest, expiry, known);
    return known;
  }
}
