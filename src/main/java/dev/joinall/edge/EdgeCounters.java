package dev.joinall.edge;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** One counter for each constant of an enum. Thread-safe. */
final class EdgeCounters<E extends Enum<E>> {
  private final Map<E, LongAdder> counts;

  EdgeCounters(Class<E> things) {
    this.counts = new EnumMap<>(things);
    for (E thing : things.getEnumConstants()) {
      counts.put(thing, new LongAdder());
    }
  }

  void count(E thing) {
    Objects.requireNonNull(counts.get(thing)).increment();
  }

  long of(E thing) {
    return Objects.requireNonNull(counts.get(thing)).sum();
  }
}
