package dev.joinall.security;

import dev.joinall.security.TokenEndpoint.Issued;
import dev.joinall.security.TokenEndpoint.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One token of an authorization server: requested on first use, and renewed in the background
 * before it expires, as long as it is used. One request at a time. Thread-safe.
 */
public final class CachedToken {
  /**
   * The backend must not get a token that expires in transit. For a short life, a quarter of it.
   */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** After a failure, no request is made for this time. */
  static final Duration RETRY_PAUSE = Duration.ofSeconds(5);

  /**
   * A younger token is not dropped, because the backend would probably refuse the next one as well.
   */
  static final Duration MIN_AGE_OF_DROP = Duration.ofSeconds(10);

  private final TokenRequest tokenRequest;
  private final LongSupplier clock;
  private volatile Value value = new Value("", 0, 0, 0);
  private @Nullable CompletableFuture<String> running;
  private volatile @Nullable Failure failure;
  private boolean isDropped;

  /** Requests a token; blocks. */
  @FunctionalInterface
  interface TokenRequest {
    Issued request() throws IOException, InterruptedException;
  }

  /** Times are nanoseconds of the clock. The token is empty if there is none. */
  private record Value(String token, long issued, long refresh, long end) {
    boolean isUsable(long now) {
      return !token.isEmpty() && now - end < 0;
    }
  }

  private record Failure(TokenFailure why, long at) {}

  /**
   * @param clock in nanoseconds
   */
  CachedToken(TokenRequest tokenRequest, LongSupplier clock) {
    this.tokenRequest = tokenRequest;
    this.clock = clock;
  }

  /** The token, if it is cached and has not expired. Starts to renew it if that is due. */
  public Optional<String> known() {
    Value now = value;
    long time = clock.getAsLong();
    if (!now.isUsable(time)) {
      return Optional.empty();
    }
    if (time - now.refresh() >= 0) {
      var _ = fetched();
    }
    return Optional.of(now.token());
  }

  /**
   * The next token. Fails with {@link TokenFailure}. One request to the server serves all callers
   * that wait.
   */
  public synchronized CompletableFuture<String> fetched() {
    Value now = value;
    if (now.isUsable(clock.getAsLong()) && clock.getAsLong() - now.refresh() < 0) {
      return CompletableFuture.completedFuture(now.token()); // it arrived meanwhile
    }
    Failure last = failure;
    if (last != null && clock.getAsLong() - last.at() < RETRY_PAUSE.toNanos()) {
      return CompletableFuture.failedFuture(last.why());
    }
    CompletableFuture<String> flight = running;
    if (flight == null) {
      flight = new CompletableFuture<>();
      running = flight;
      CompletableFuture<String> pending = flight;
      var _ = Thread.ofVirtual().name("token").start(() -> run(pending));
    }
    return flight;
  }

  /**
   * Drops a token that a backend refused.
   *
   * @return whether the call may succeed with another token
   */
  public synchronized boolean drop(String token) {
    Value now = value;
    if (!now.token().equals(token)) {
      return true; // a newer token is already cached
    }
    boolean isYoung = clock.getAsLong() - now.issued() < MIN_AGE_OF_DROP.toNanos();
    if (isDropped && isYoung) {
      return false;
    }
    isDropped = true;
    value = new Value("", 0, 0, 0);
    return true;
  }

  /** The reason why the last request failed; empty if it succeeded. */
  Optional<TokenFailure> failure() {
    return Optional.ofNullable(failure).map(Failure::why);
  }

  private void run(CompletableFuture<String> flight) {
    try {
      Issued issued = tokenRequest.request();
      flight.complete(store(issued));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      flight.completeExceptionally(failed("interrupted", false));
    } catch (IOException | RuntimeException | Error e) { // others wait
      flight.completeExceptionally(failed(String.valueOf(e.getMessage()), e instanceof Refusal));
    }
  }

  /** Stores the token, and schedules its renewal after four fifths of its lifetime. */
  private synchronized String store(Issued issued) {
    long now = clock.getAsLong();
    long lifetime = issued.lifetime().toNanos();
    long usable = lifetime - Math.min(MARGIN.toNanos(), lifetime / 4);
    value = new Value(issued.token(), now, now + usable / 5 * 4, now + usable);
    failure = null;
    running = null;
    return issued.token();
  }

  private synchronized TokenFailure failed(String why, boolean isRefusal) {
    var failed = new TokenFailure(why, isRefusal);
    failure = new Failure(failed, clock.getAsLong());
    running = null;
    return failed;
  }
}
