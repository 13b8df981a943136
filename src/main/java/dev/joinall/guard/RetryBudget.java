package dev.joinall.guard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.scheduler.Scheduler;

/**
 * Limits the retries of one backend to a share of its calls, so that retries cannot double the load
 * of a failing backend. A token bucket, after Finagle's retry budget: each call that may be retried
 * adds its share of a token, and each retry takes a whole token. A minimum rate permits retries on
 * a backend with few calls. Thread-safe.
 */
final class RetryBudget {
  /** The tokens at the start, and the maximum that calls can save. */
  static final int MAX_SAVED = 10;

  /** Without tokens, one retry is still permitted in each interval of this length. */
  private static final long FLOOR_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Tokens are counted in percent of a retry. */
  private static final long PERCENT = 100;

  private final Scheduler clock;
  private final AtomicLong saved = new AtomicLong(MAX_SAVED * PERCENT);
  private final AtomicLong latestFloor;

  RetryBudget(Scheduler clock) {
    this.clock = clock;
    this.latestFloor = new AtomicLong(clock.now(TimeUnit.NANOSECONDS) - FLOOR_NANOS);
  }

  /**
   * Adds the share of one call, not counting its retries.
   *
   * @param share in percent
   */
  void deposit(int share) {
    if (saved.get() < MAX_SAVED * PERCENT) {
      saved.accumulateAndGet(share, (a, b) -> Math.min(a + b, MAX_SAVED * PERCENT));
    }
  }

  /** Takes one token; false if the retry is not permitted. */
  boolean tryWithdraw() {
    long before = saved.getAndUpdate(it -> it >= PERCENT ? it - PERCENT : it);
    return before >= PERCENT || takeFloor();
  }

  private boolean takeFloor() {
    long now = clock.now(TimeUnit.NANOSECONDS);
    long latest = latestFloor.get();
    return now - latest >= FLOOR_NANOS && latestFloor.compareAndSet(latest, now);
  }
}
