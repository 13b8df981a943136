package dev.joinall.guard;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the events of the guards of one task. The counters survive a reload if the task still
 * exists. Thread-safe.
 */
public final class GuardCounters {
  private final Map<GuardEvent, LongAdder> counts = new EnumMap<>(GuardEvent.class);

  GuardCounters() {
    for (GuardEvent event : GuardEvent.values()) {
      counts.put(event, new LongAdder());
    }
  }

  private LongAdder counter(GuardEvent event) {
    return Objects.requireNonNull(counts.get(event));
  }

  void count(GuardEvent event) {
    counter(event).increment();
  }

  /** The count so far. */
  public long of(GuardEvent event) {
    return counter(event).sum();
  }
}
