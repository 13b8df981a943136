package dev.joinall.ops;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Limits the lines per second, and counts those beyond. Thread-safe. */
final class LineRateLimit {
  private static final long SECOND = 1_000_000_000L;

  private final int max;
  private final LongSupplier clock;
  private long windowStart;
  private int acquired;
  private long suppressed;

  /**
   * A limit.
   *
   * @param clock nanoseconds
   */
  LineRateLimit(int max, LongSupplier clock) {
    this.max = max;
    this.clock = clock;
    this.windowStart = clock.getAsLong();
  }

  /**
   * Empty if this line must be dropped; otherwise the number of lines dropped since the previous
   * one.
   */
  synchronized OptionalLong tryAcquire() {
    long now = clock.getAsLong();
    if (now - windowStart >= SECOND) {
      windowStart = now;
      acquired = 0;
    }
    if (acquired >= max) {
      suppressed++;
      return OptionalLong.empty();
    }
    acquired++;
    long before = suppressed;
    suppressed = 0;
    return OptionalLong.of(before);
  }
}
