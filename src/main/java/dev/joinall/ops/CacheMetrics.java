package dev.joinall.ops;

import dev.joinall.backend.EnumCounters;
import dev.joinall.cache.AnswerCache;
import dev.joinall.cache.CacheEvent;
import dev.joinall.cache.CacheStore;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Metrics of the cache: its memory, and the calls that it saved for each task of the file that is
 * served. Thread-safe.
 */
public final class CacheMetrics {
  private final MeterRegistry registry;
  private final List<Meter> tasks = new ArrayList<>();

  public CacheMetrics(MeterRegistry registry, CacheStore store) {
    this.registry = registry;
    gauge("bytes", "Bytes of the values and keys of the cache", store, CacheStore::bytes);
    gauge("limit.bytes", "Bytes that the cache may hold", store, CacheStore::maxBytes);
    gauge("entries", "Values in the cache", store, CacheStore::size);
    dropped("evicted", store, CacheStore::evicted);
    dropped("expired", store, CacheStore::expired);
    dropped("purged", store, CacheStore::purged);
    dropped("refused", store, CacheStore::refused);
    FunctionCounter.builder("joinall.cache.shared.failures", store, CacheStore::sharedFailures)
        .description("Operations on shared caches that failed or timed out")
        .register(registry);
  }

  private void gauge(
      String name, String description, CacheStore store, ToDoubleFunction<CacheStore> value) {
    Gauge.builder("joinall.cache." + name, store, value)
        .description(description)
        .register(registry);
  }

  private void dropped(String cause, CacheStore store, ToDoubleFunction<CacheStore> value) {
    FunctionCounter.builder("joinall.cache.dropped", store, value)
        .description("Values that the cache has dropped or not accepted")
        .tag("cause", cause)
        .register(registry);
  }

  /** Shows the tasks of these plans from now on, and no others. */
  public synchronized void show(List<Plan> plans) {
    tasks.forEach(registry::remove);
    tasks.clear();
    for (Plan plan : plans) {
      plan.cache().ifPresent(it -> show(plan, it));
      for (Task task : plan.tasks()) {
        task.reuse().counters().ifPresent(it -> show(plan, task, it));
      }
    }
  }

  private void show(Plan plan, AnswerCache cache) {
    for (CacheEvent event : CacheEvent.values()) {
      boolean isPossible =
          switch (event) {
            case COALESCED -> false;
            case SHARED -> cache.shared().isPresent();
            case HIT, STALE, MISS, COLLAPSED -> true;
          };
      if (isPossible) {
        show(cache.counters(), event, "aggregation", plan.name(), "task", "", "backend", "none");
      }
    }
  }

  private void show(EnumCounters<CacheEvent> counters, CacheEvent event, String... tags) {
    tasks.add(
        FunctionCounter.builder("joinall.cache.requests", counters, it -> it.of(event))
            .description("Calls of tasks with a cache, and calls that an equal one saved")
            .tags(tags)
            .tag("result", event.word())
            .register(registry));
  }

  private void show(Plan plan, Task task, EnumCounters<CacheEvent> counters) {
    for (CacheEvent event : CacheEvent.values()) {
      boolean isPossible =
          switch (event) {
            case COALESCED -> !task.reuse().cached();
            case SHARED -> task.reuse().isShared();
            case HIT, STALE, MISS, COLLAPSED -> task.reuse().cached();
          };
      if (isPossible) {
        show(
            counters,
            event,
            "aggregation",
            plan.name(),
            "task",
            task.name(),
            "backend",
            task.backend().orElse("none"));
      }
    }
  }
}
