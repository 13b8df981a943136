package dev.joinall.ops;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Limits the lines per second, and counts those beyond. Thread-safe. */
final class LineRateLimit {
  private static final long SECOND = 1_000_000_000L;

  private final int most;
  private final LongSupplier clock;
  private long begun;
  private int passed;
  private long leftOut;

  /**
   * A limit.
   *
   * @param clock nanoseconds
   */
  LineRateLimit(int most, LongSupplier clock) {
    this.most = most;
    this.clock = clock;
    this.begun = clock.getAsLong();
  }

  /**
   * Empty if this line must be dropped; otherwise the number of lines dropped since the previous
   * one.
   */
  synchronized OptionalLong pass() {
    long now = clock.getAsLong();
    if (now - begun >= SECOND) {
      begun = now;
      passed = 0;
    }
    if (passed >= most) {
      leftOut++;
      return OptionalLong.empty();
    }
    passed++;
    long before = leftOut;
    leftOut = 0;
    return OptionalLong.of(before);
  }
}
