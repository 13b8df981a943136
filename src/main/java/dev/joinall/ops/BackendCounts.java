package dev.joinall.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Metrics that the kinds of backends count themselves, such as late replies, for the backends
 * served now. Holds no reference to a backend that is no longer served. Thread-safe.
 */
public final class BackendCounts {
  private final MeterRegistry registry;
  private final List<Meter> shown = new ArrayList<>();

  /** The counts of one backend; always of the same names. */
  public record Counts(String backend, String kind, Supplier<Map<String, Long>> now) {}

  public BackendCounts(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Shows the counts of these backends from now on, and no others. */
  public synchronized void show(Collection<Counts> backends) {
    shown.forEach(registry::remove);
    shown.clear();
    for (Counts backend : backends) {
      for (String event : backend.now().get().keySet()) {
        shown.add(meter(backend, event));
      }
    }
  }

  private Meter meter(Counts backend, String event) {
    return FunctionCounter.builder(
            "joinall.backend.events", backend, it -> it.now().get().getOrDefault(event, 0L))
        .description("Events that the kind of a backend counts")
        .tags("backend", backend.backend(), "kind", backend.kind(), "event", event)
        .register(registry);
  }
}
