package dev.joinall.security;

import dev.joinall.config.OAuth2Config;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens for a backend: one of the client, or one for each token of a caller. Connects only
 * when a token is first needed, and never blocks the caller. Thread-safe.
 */
public final class BackendTokens {
  private static final Logger log = LoggerFactory.getLogger(BackendTokens.class);

  /** The maximum of cached exchanged tokens. Each takes about 2 KB. */
  private static final int MAX_EXCHANGED = 10_000;

  /** The maximum of concurrent token requests; more requests fail. */
  private static final int MAX_REQUESTS = 100;

  private final String backend;
  private final TokenEndpoint endpoint;
  private final LongSupplier clock;
  private final CachedToken own;
  private final RecentlyUsed<Digest, CachedToken> exchanged = new RecentlyUsed<>(MAX_EXCHANGED);
  private final Semaphore requests = new Semaphore(MAX_REQUESTS);
  private volatile String logged = "";

  /**
   * @param backend its name, for the log
   */
  public BackendTokens(String backend, OAuth2Config config) {
    this(backend, config, System::nanoTime);
  }

  BackendTokens(String backend, OAuth2Config config, LongSupplier clock) {
    this.backend = backend;
    this.endpoint = new TokenEndpoint(config);
    this.clock = clock;
    this.own = token(Optional.empty());
  }

  /** The client's own token. */
  public CachedToken own() {
    return own;
  }

  /** The token in exchange for the token of a caller. */
  public CachedToken exchanged(String subject) {
    return exchanged.get(Digest.of(subject), it -> token(Optional.of(subject)));
  }

  /**
   * The reason why the client has no token now; empty if it has one, or has not requested one yet.
   * Requests one again, so that a server without calls detects a recovery.
   */
  public Optional<String> failure() {
    if (own.known().isPresent()) {
      return Optional.empty();
    }
    Optional<TokenFailure> last = own.failure();
    if (last.isPresent()) {
      var _ = own.fetched();
    }
    return last.map(TokenFailure::detail);
  }

  private CachedToken token(Optional<String> subject) {
    return new CachedToken(() -> request(subject), clock);
  }

  private TokenEndpoint.Issued request(Optional<String> subject)
      throws IOException, InterruptedException {
    if (!requests.tryAcquire()) {
      throw new IOException("too many token requests at once");
    }
    try {
      TokenEndpoint.Issued issued = endpoint.issue(subject);
      logChange("");
      return issued;
    } catch (IOException e) {
      if (subject.isPresent() && e instanceof TokenEndpoint.Refusal) {
        throw e; // concerns one caller only
      }
      logChange(String.valueOf(e.getMessage()));
      throw e;
    } finally {
      requests.release();
    }
  }

  /** Logs one line when fetching begins to fail, and one when it works again. */
  private void logChange(String why) {
    if (!why.equals(logged)) {
      logged = why;
      if (why.isEmpty()) {
        log.info("The backend {} gets tokens again", backend);
      } else {
        log.warn("The backend {} gets no token: {}", backend, why);
      }
    }
  }
}
