package dev.joinall.web.edge;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often each of a few things happened. Thread-safe. */
final class Tally<E extends Enum<E>> {
  private final Map<E, LongAdder> counts;

  Tally(Class<E> things) {
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
