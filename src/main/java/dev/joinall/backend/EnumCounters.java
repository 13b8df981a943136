package dev.joinall.backend;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** One counter for each constant of an enum. Thread-safe. */
public final class EnumCounters<E extends Enum<E>> {
  private final Map<E, LongAdder> counts;

  public EnumCounters(Class<E> things) {
    this.counts = new EnumMap<>(things);
    for (E thing : things.getEnumConstants()) {
      counts.put(thing, new LongAdder());
    }
  }

  private LongAdder counter(E thing) {
    return Objects.requireNonNull(counts.get(thing));
  }

  public void count(E thing) {
    counter(thing).increment();
  }

  /** The count so far. */
  public long of(E thing) {
    return counter(thing).sum();
  }
}
