package dev.joinall.cache;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The time of the latest purge of each mark. A value is purged if its call began before that time,
 * so a call in progress can't store an outdated value. No index of values is needed. Thread-safe.
 */
final class Purges {
  /**
   * With more marks than this the older half is dropped, and all values that are older than it are
   * purged.
   */
  private static final int MAX = 50_000;

  private final Map<String, Long> times = new ConcurrentHashMap<>();
  private final long start;
  private volatile long all;

  Purges(long now) {
    this.start = now;
    this.all = now - 1;
  }

  void purge(String mark, long now) {
    if (times.size() >= MAX) {
      dropOlderHalf();
    }
    times.merge(mark, now, (one, other) -> one - other > 0 ? one : other);
  }

  private synchronized void dropOlderHalf() {
    long[] sorted = times.values().stream().mapToLong(Long::longValue).sorted().toArray();
    if (sorted.length < MAX) {
      return; // another thread was faster
    }
    long middle = sorted[sorted.length / 2];
    if (middle - all > 0) {
      all = middle;
    }
    times.values().removeIf(it -> it - middle <= 0);
  }

  void purgeAll(long now) {
    all = now;
    times.clear();
  }

  /**
   * Whether a value with these marks is purged.
   *
   * @param began when its call began
   */
  boolean isPurged(List<String> marks, long began) {
    if (all - began >= 0) {
      return true;
    }
    for (int i = 0; i < marks.size(); i++) {
      if (times.getOrDefault(marks.get(i), start - 1) - began >= 0) {
        return true;
      }
    }
    return false;
  }
}
