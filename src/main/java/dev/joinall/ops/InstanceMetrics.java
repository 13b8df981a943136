package dev.joinall.ops;

import dev.joinall.backend.InstanceUse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import reactor.core.scheduler.Scheduler;

/**
 * Metrics of the instances of backends that have several. Instances change with the addresses of a
 * name, so they are updated every few seconds. Thread-safe.
 */
public final class InstanceMetrics {
  static final Duration INTERVAL = Duration.ofSeconds(5);

  private final MultiGauge inFlight;
  private final MultiGauge ejected;
  private final Scheduler timer;
  private volatile List<Instances> shown = List.of();

  /** The instances of one backend. */
  public record Instances(String backend, String kind, Supplier<List<InstanceUse>> use) {}

  public InstanceMetrics(MeterRegistry registry, Scheduler timer) {
    this.inFlight =
        MultiGauge.builder("joinall.instance.in.flight")
            .description("Calls that one instance of a backend has")
            .register(registry);
    this.ejected =
        MultiGauge.builder("joinall.instance.ejected")
            .description(
                "1 while one instance of a backend gets no calls because it failed, else 0")
            .register(registry);
    this.timer = timer;
    showLater();
  }

  private void showLater() {
    var _ =
        timer.schedule(
            () -> {
              try {
                show();
              } finally {
                showLater();
              }
            },
            INTERVAL.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Shows the instances of these backends from now on, and no others. */
  public void show(Collection<Instances> backends) {
    shown = List.copyOf(backends);
    show();
  }

  private synchronized void show() {
    inFlight.register(rows(InstanceUse::inFlight), true);
    ejected.register(rows(it -> it.ejected() ? 1 : 0), true);
  }

  private List<Row<?>> rows(ToIntFunction<InstanceUse> number) {
    return shown.stream()
        .<Row<?>>flatMap(backend -> {
          List<InstanceUse> instances = backend.use().get();
          return instances.size() < 2
              ? Stream.of()
              : instances.stream().map(it -> row(backend, it.address(), number));
        })
        .toList();
  }

  /** Read on demand; 0 when the instance is gone. */
  private static Row<?> row(Instances backend, String address, ToIntFunction<InstanceUse> number) {
    var tags = Tags.of("backend", backend.backend(), "kind", backend.kind(), "address", address);
    return Row.of(
        tags,
        () ->
            backend.use().get().stream()
                .filter(it -> it.address().equals(address))
                .mapToInt(number)
                .sum());
  }
}
