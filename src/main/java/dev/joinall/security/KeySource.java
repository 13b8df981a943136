package dev.joinall.security;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one issuer: fetched on first use, periodically while they are used, and when a token
 * has an unknown key id. One fetch at a time, on a virtual thread; no other thread blocks.
 * Thread-safe.
 */
final class KeySource {
  private static final Logger log = LoggerFactory.getLogger(KeySource.class);

  /** Keys in use are fetched again after this time, so that a withdrawn key is dropped. */
  static final Duration REFRESH_AFTER = Duration.ofMinutes(5);

  /** Keys are used for this time while the issuer can't be reached. */
  static final Duration MAX_AGE = Duration.ofHours(1);

  /**
   * The minimum time between the starts of two fetches, so that tokens with invented key ids do not
   * flood the issuer.
   */
  static final Duration MIN_INTERVAL = Duration.ofSeconds(1);

  /** If no key fits a signature, younger keys are not fetched again. */
  static final Duration MIN_AGE_OF_REFETCH = Duration.ofSeconds(10);

  /** After a failure, no request waits for this time. */
  static final Duration RETRY_PAUSE = Duration.ofSeconds(5);

  /** The maximum of requests that wait for a fetch; more requests do not wait. */
  private static final int MAX_WAITING = 1_000;

  private final String name;
  private final Fetch fetch;
  private final LongSupplier clock;
  private volatile State state = new State(KeySet.NONE, false, 0, Optional.empty(), 0);
  private @Nullable Flight next;
  private boolean isFetching;
  private long lastStart;
  private boolean hasStarted;

  /** Fetches the keys; blocks. */
  @FunctionalInterface
  interface Fetch {
    KeySet keys() throws IOException, InterruptedException;
  }

  /**
   * @param known whether there are keys
   * @param at the nanoseconds of the last success
   * @param failure of the last fetch
   * @param failedAt the nanoseconds of the failure
   */
  private record State(
      KeySet keys, boolean known, long at, Optional<String> failure, long failedAt) {}

  /** The next fetch, which has not started. */
  private static final class Flight {
    private final CompletableFuture<KeySet> keys = new CompletableFuture<>();
    private int waiting;
  }

  /** Thrown if the keys can't be fetched. */
  static final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreachable(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * @param name of the callers, for the log
   * @param clock in nanoseconds
   */
  KeySource(String name, Fetch fetch, LongSupplier clock) {
    this.name = name;
    this.fetch = fetch;
    this.clock = clock;
  }

  /** The known keys; none if they are too old. Starts a fetch if they are not fresh. */
  KeySet known() {
    State now = state;
    long age = clock.getAsLong() - now.at();
    if (!now.known() || age > MAX_AGE.toNanos()) {
      return KeySet.NONE;
    }
    if (age > REFRESH_AFTER.toNanos()) {
      var _ = fetched();
    }
    return now.keys();
  }

  /**
   * The keys of a fetch that starts after this call, so that they include all keys that the issuer
   * has already published. Fails with {@link Unreachable}.
   */
  synchronized CompletableFuture<KeySet> fetched() {
    State now = state;
    if (now.failure().isPresent() && clock.getAsLong() - now.failedAt() < RETRY_PAUSE.toNanos()) {
      return CompletableFuture.failedFuture(new Unreachable(now.failure().get()));
    }
    Flight flight = next;
    if (flight == null) {
      flight = new Flight();
      next = flight;
      if (!isFetching) {
        start();
      }
    }
    if (++flight.waiting > MAX_WAITING) {
      return CompletableFuture.failedFuture(new Unreachable("too many requests wait for its keys"));
    }
    return flight.keys;
  }

  /**
   * Whether the keys are so old that one of them may have been replaced under its id. So invalid
   * signatures cause at most one fetch in this time.
   */
  boolean mayBeReplaced() {
    return clock.getAsLong() - state.at() > MIN_AGE_OF_REFETCH.toNanos();
  }

  /** The last failure, if no fetch has succeeded since. */
  Optional<String> failure() {
    return state.failure();
  }

  /** Called with the lock held. */
  private void start() {
    isFetching = true;
    var _ = Thread.ofVirtual().name("keys-" + name).start(this::run);
  }

  private void run() {
    Flight flight;
    try {
      Thread.sleep(pause());
      flight = begin();
      State result = attempt();
      state = result;
      if (result.failure().isPresent()) {
        flight.keys.completeExceptionally(new Unreachable(result.failure().get()));
      } else {
        flight.keys.complete(result.keys());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private synchronized Duration pause() {
    Duration since = Duration.ofNanos(clock.getAsLong() - lastStart);
    return !hasStarted || since.compareTo(MIN_INTERVAL) > 0
        ? Duration.ZERO
        : MIN_INTERVAL.minus(since);
  }

  /** Later requests wait for the next fetch. */
  private synchronized Flight begin() {
    Flight flight = Objects.requireNonNull(next, "no request waits");
    next = null;
    hasStarted = true;
    lastStart = clock.getAsLong();
    return flight;
  }

  private State attempt() throws InterruptedException {
    State before = state;
    try {
      KeySet keys = fetch.keys();
      if (before.failure().isPresent()) {
        log.info("The keys of the caller {} can be fetched again", name);
      }
      return new State(keys, true, clock.getAsLong(), Optional.empty(), 0);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      String message = String.valueOf(e.getMessage());
      log.warn("The keys of the caller {} can't be fetched: {}", name, message);
      return new State(
          before.keys(), before.known(), before.at(), Optional.of(message), clock.getAsLong());
    }
  }

  private synchronized void end() {
    isFetching = false;
    if (next != null) {
      start();
    }
  }
}
