package dev.joinall.guard;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the guards of one task did. A new version of the file that has the task, too, goes on
 * counting. Thread-safe.
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

  /** How often so far. */
  public long of(GuardEvent event) {
    return counter(event).sum();
  }
}
