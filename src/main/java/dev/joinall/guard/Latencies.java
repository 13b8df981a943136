package dev.joinall.guard;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Estimates the 95th percentile of the newest latencies, at intervals. Thread-safe; readers may see
 * an older estimate.
 */
final class Latencies {
  /**
   * A power of two. It is enough for a percentile, and few enough to follow a backend whose latency
   * changes.
   */
  private static final int SAMPLES = 128;

  /** Fewer samples would give a random percentile. */
  static final int MIN_SAMPLES = 32;

  private static final int ESTIMATE_INTERVAL = 16;
  private static final double SHARE = 0.95;
  private static final long NONE = -1;

  private final AtomicLongArray newest = new AtomicLongArray(SAMPLES);
  private final AtomicLong count = new AtomicLong();
  private volatile long estimate = NONE;

  void add(long nanos) {
    long before = count.getAndIncrement();
    newest.set((int) (before % SAMPLES), nanos);
    if (before + 1 >= MIN_SAMPLES && (before + 1) % ESTIMATE_INTERVAL == 0) {
      estimate = estimate((int) Math.min(before + 1, SAMPLES));
    }
  }

  private long estimate(int size) {
    long[] sorted = new long[size];
    Arrays.setAll(sorted, newest::get);
    Arrays.sort(sorted);
    return sorted[(int) (size * SHARE)];
  }

  /** In nanoseconds; empty until enough calls are known. */
  OptionalLong p95() {
    long known = estimate;
    return known == NONE ? OptionalLong.empty() : OptionalLong.of(known);
  }
}
