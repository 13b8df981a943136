package dev.joinall.cache;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts the events of one task. Thread-safe. */
public final class CacheCounters {
  private final Map<CacheEvent, LongAdder> counts = new EnumMap<>(CacheEvent.class);

  CacheCounters() {
    for (CacheEvent event : CacheEvent.values()) {
      counts.put(event, new LongAdder());
    }
  }

  private LongAdder counter(CacheEvent event) {
    return Objects.requireNonNull(counts.get(event));
  }

  void count(CacheEvent event) {
    counter(event).increment();
  }

  /** The count so far. */
  public long of(CacheEvent event) {
    return counter(event).sum();
  }
}
