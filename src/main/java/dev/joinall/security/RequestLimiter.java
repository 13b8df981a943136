package dev.joinall.security;

import dev.joinall.config.RequestLimitConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Limits the rate of requests for each key, with a token bucket. A bucket has a single number, the
 * time at which it is full again (the generic cell rate algorithm), so a key takes little memory
 * and no timer. The number of keys is bounded: the least recently used one is dropped, as if its
 * bucket were full. Thread-safe.
 */
public final class RequestLimiter {
  /** Each takes about 150 bytes. */
  static final int MAX_KEYS = 100_000;

  private static final Duration RETRY_WHEN_DOWN = Duration.ofSeconds(1);

  /** A longer key is replaced by its hash. */
  private static final int MAX_LENGTH = 64;

  private static final Logger log = LoggerFactory.getLogger(RequestLimiter.class);
  private static final long LOG_EVERY = Duration.ofSeconds(10).toNanos();

  private final String name;
  private final RequestLimitConfig config;
  private final Optional<SharedBuckets> shared;
  private final AtomicLong loggedAt;
  private final LongSupplier clock;
  private final long interval;
  private final long capacity;
  private final RecentlyUsed<Object, AtomicLong> fullAt = new RecentlyUsed<>(MAX_KEYS);

  /**
   * The decision about one request.
   *
   * @param remaining further requests that may arrive at once
   * @param retryAfter the time until the next one may arrive; zero if it may now
   * @param reset the time until the bucket is full
   */
  public record Decision(boolean allowed, long remaining, Duration retryAfter, Duration reset) {}

  RequestLimiter(RequestLimitConfig config, LongSupplier clock) {
    this("", config, Optional.empty(), clock);
  }

  /**
   * @param name of the aggregation; empty for all routes
   * @param shared counts for all replicas
   */
  RequestLimiter(
      String name, RequestLimitConfig config, Optional<SharedBuckets> shared, LongSupplier clock) {
    this.name = name;
    this.config = config;
    this.shared = shared;
    this.loggedAt = new AtomicLong(clock.getAsLong() - LOG_EVERY);
    this.clock = clock;
    this.interval = Math.max(1, config.per().toNanos() / config.permits());
    this.capacity = interval * config.burst();
  }

  public RequestLimitConfig config() {
    return config;
  }

  public boolean isShared() {
    return shared.isPresent();
  }

  /** Like {@link #take}, for all replicas together. Never fails. */
  public Mono<Decision> takeShared(String key, int cost) {
    long micros = Math.max(1, TimeUnit.NANOSECONDS.toMicros(interval));
    long maxDebt = micros * config.burst();
    // Hashed, because more people can read the keys of the system than the requests.
    return shared
        .orElseThrow()
        .take(Digest.of(name + "/" + key).hex(), micros * cost, maxDebt)
        .map(it -> decision(it, micros, cost, maxDebt))
        .onErrorResume(error -> Mono.fromSupplier(() -> whileDown(key, cost)));
  }

  private static Decision decision(SharedBuckets.Taken taken, long micros, int cost, long maxDebt) {
    Duration reset = ofMicros(taken.debt());
    return taken.allowed()
        ? new Decision(true, (maxDebt - taken.debt()) / micros, Duration.ZERO, reset)
        : new Decision(
            false,
            Math.max(0, (maxDebt - taken.debt()) / micros),
            ofMicros(taken.debt() + micros * cost - maxDebt),
            reset);
  }

  private static Duration ofMicros(long micros) {
    return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros));
  }

  private Decision whileDown(String key, int cost) {
    long now = clock.getAsLong();
    long last = loggedAt.get();
    if (now - last >= LOG_EVERY && loggedAt.compareAndSet(last, now)) {
      log.warn(
          "The rate limit of {} can't be counted in {}: {}",
          name.isEmpty() ? "all routes" : name,
          config.shared().orElse(""),
          switch (config.whenDown()) {
            case LOCAL -> "this replica counts separately";
            case ALLOW -> "all requests pass";
            case REJECT -> "requests are rejected";
          });
    }
    return switch (config.whenDown()) {
      case LOCAL -> take(key, cost);
      case ALLOW -> new Decision(true, config.burst() - (long) cost, Duration.ZERO, Duration.ZERO);
      case REJECT -> new Decision(false, 0, RETRY_WHEN_DOWN, RETRY_WHEN_DOWN);
    };
  }

  /** Takes this number of permits of the key, if they are available. */
  public Decision take(String key, int cost) {
    long taken = interval * cost;
    long now = clock.getAsLong();
    Object bounded = key.length() <= MAX_LENGTH ? key : Digest.of(key);
    AtomicLong bucket = fullAt.get(bounded, it -> new AtomicLong(now));
    while (true) {
      long before = bucket.get();
      long debt = Math.max(0, before - now) + taken;
      if (debt > capacity) {
        return new Decision(
            false,
            (capacity - debt + taken) / interval,
            Duration.ofNanos(debt - capacity),
            Duration.ofNanos(debt - taken));
      }
      if (bucket.compareAndSet(before, now + debt)) {
        return new Decision(
            true, (capacity - debt) / interval, Duration.ZERO, Duration.ofNanos(debt));
      }
    }
  }

  /** The number of known keys. */
  int keys() {
    return fullAt.size();
  }
}
