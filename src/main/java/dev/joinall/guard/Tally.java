package dev.joinall.guard;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the guards of one task did. A new version of the file that has the task, too, goes on
 * counting. Thread-safe.
 */
public final class Tally {
  private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

  /** What is counted. */
  public enum Event {
    /** The backend was to be called; there may have been no connection for it. */
    ATTEMPT,
    /** After a fault. */
    RETRY,
    /** Beside an attempt that was slow. */
    HEDGE,
    /** Turned away by an open circuit. */
    CIRCUIT_OPEN,
    /** Turned away by the rate limit. */
    RATE_LIMITED,
    /** Turned away by the bulkhead. */
    BULKHEAD_FULL,
    /** A retry or a hedge that the budget did not allow. */
    OVER_BUDGET
  }

  Tally() {
    Arrays.stream(Event.values()).forEach(it -> counts.put(it, new LongAdder()));
  }

  private LongAdder counter(Event event) {
    return Objects.requireNonNull(counts.get(event));
  }

  void count(Event event) {
    counter(event).increment();
  }

  /** How often so far. */
  public long of(Event event) {
    return counter(event).sum();
  }
}
