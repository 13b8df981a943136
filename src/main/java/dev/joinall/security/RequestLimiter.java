package dev.joinall.security;

import dev.joinall.config.RequestLimitConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Limits how often requests of one key may come, by a token bucket for each key. A bucket holds a
 * single number, the time at which it is full again (the generic cell rate algorithm), so a key
 * takes little memory and no timer. The keys are bounded: the one that was used least recently is
 * forgotten, as if its bucket were full. Thread-safe.
 */
public final class RequestLimiter {
  /** Each takes about 150 bytes. */
  static final int MAX_KEYS = 100_000;

  /** A longer key is replaced by its hash. */
  private static final int MAX_LENGTH = 64;

  private final RequestLimitConfig config;
  private final LongSupplier clock;
  private final long interval;
  private final long capacity;
  private final RecentlyUsed<Object, AtomicLong> fullAt = new RecentlyUsed<>(MAX_KEYS);

  /**
   * What the limit says to one request.
   *
   * @param remaining further requests that may come at once
   * @param retryAfter until the next one may come; zero if it may now
   * @param reset until the bucket is full
   */
  public record Decision(boolean allowed, long remaining, Duration retryAfter, Duration reset) {}

  RequestLimiter(RequestLimitConfig config, LongSupplier clock) {
    this.config = config;
    this.clock = clock;
    this.interval = Math.max(1, config.per().toNanos() / config.permits());
    this.capacity = interval * config.burst();
  }

  public RequestLimitConfig config() {
    return config;
  }

  /** Takes a permit of this key, if there is one. */
  public Decision take(String key) {
    long now = clock.getAsLong();
    Object bounded = key.length() <= MAX_LENGTH ? key : Digest.of(key);
    AtomicLong bucket = fullAt.get(bounded, it -> new AtomicLong(now));
    while (true) {
      long before = bucket.get();
      long debt = Math.max(0, before - now) + interval;
      if (debt > capacity) {
        return new Decision(
            false, 0, Duration.ofNanos(debt - capacity), Duration.ofNanos(debt - interval));
      }
      if (bucket.compareAndSet(before, now + debt)) {
        return new Decision(
            true, (capacity - debt) / interval, Duration.ZERO, Duration.ofNanos(debt));
      }
    }
  }

  /** The keys that are known now. */
  int keys() {
    return fullAt.size();
  }
}
