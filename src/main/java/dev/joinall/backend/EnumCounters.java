package dev.joinall.backend;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** One counter for each constant of an enum. Thread-safe. */
public final class EnumCounters<E extends Enum<E>> {
  private final Map<E, LongAdder> counts;

  public EnumCounters(Class<E> type) {
    this.counts = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      counts.put(constant, new LongAdder());
    }
  }

  private LongAdder counter(E constant) {
    return Objects.requireNonNull(counts.get(constant));
  }

  public void count(E constant) {
    counter(constant).increment();
  }

  /** The count so far. */
  public long of(E constant) {
    return counter(constant).sum();
  }
}
