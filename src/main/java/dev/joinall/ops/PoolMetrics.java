package dev.joinall.ops;

import dev.joinall.backend.PoolUse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Metrics of the connection pools of the backends served now, read on demand. Holds no reference to
 * a backend that is no longer served. Thread-safe.
 */
public final class PoolMetrics {
  private final List<Measure> measures;

  /** The pool of one backend. */
  public record Pool(String backend, String kind, Supplier<PoolUse> use) {
    private Tags tags() {
      return Tags.of("backend", backend, "kind", kind);
    }
  }

  private record Measure(MultiGauge gauge, ToIntFunction<PoolUse> of) {
    void show(Collection<Pool> pools) {
      List<Row<?>> rows = pools.stream().<Row<?>>map(this::row).toList();
      // Overwrites a row of the same name, which may now belong to another backend.
      gauge.register(rows, true);
    }

    private Row<?> row(Pool pool) {
      return Row.of(pool.tags(), () -> of.applyAsInt(pool.use().get()));
    }
  }

  public PoolMetrics(MeterRegistry registry) {
    this.measures =
        List.of(
            measure("max", "Calls that the pool can serve at once", PoolUse::max, registry),
            measure("in.use", "Calls that the pool serves", PoolUse::inUse, registry),
            measure("idle", "Open connections that no call uses", PoolUse::idle, registry),
            measure("pending", "Calls that wait for a connection", PoolUse::pending, registry));
  }

  private static Measure measure(
      String name, String description, ToIntFunction<PoolUse> of, MeterRegistry registry) {
    var gauge =
        MultiGauge.builder("joinall.pool." + name).description(description).register(registry);
    return new Measure(gauge, of);
  }

  /** Shows these pools from now on, and no others. */
  public synchronized void show(Collection<Pool> pools) {
    measures.forEach(it -> it.show(pools));
  }
}
