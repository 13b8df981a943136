package dev.joinall.guard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.scheduler.Scheduler;

/**
 * Keeps the retries of one backend to a share of its calls, so that they can't double the load of
 * one that is down: each call that may be retried puts in its share of a retry, each retry takes a
 * whole one out. A floor lets a backend with few calls be retried as well. After Finagle's retry
 * budget. Thread-safe.
 */
final class RetryBudget {
  /**
   * Retries that are there at the start, and that calls without a fault can save up at the most.
   */
  static final int MAX_SAVED = 10;

  /** Where nothing is saved, one retry in this time goes through all the same. */
  private static final long FLOOR_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Shares are counted in percents of a retry. */
  private static final long PERCENT = 100;

  private final Scheduler clock;
  private final AtomicLong saved = new AtomicLong(MAX_SAVED * PERCENT);
  private final AtomicLong latestFloor;

  RetryBudget(Scheduler clock) {
    this.clock = clock;
    this.latestFloor = new AtomicLong(clock.now(TimeUnit.NANOSECONDS) - FLOOR_NANOS);
  }

  /**
   * For a call, its retries not counted.
   *
   * @param share in percent
   */
  void putIn(int share) {
    if (saved.get() < MAX_SAVED * PERCENT) {
      saved.accumulateAndGet(share, (a, b) -> Math.min(a + b, MAX_SAVED * PERCENT));
    }
  }

  /** Whether there may be a retry; if so, it is counted. */
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
