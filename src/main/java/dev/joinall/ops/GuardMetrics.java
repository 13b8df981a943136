package dev.joinall.ops;

import dev.joinall.backend.EnumCounters;
import dev.joinall.guard.BackendGuards;
import dev.joinall.guard.CircuitState;
import dev.joinall.guard.GuardEvent;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Metrics of the guards: their counters, and the state of each circuit, read on demand. The tags
 * are bounded by the file: the names of aggregations, tasks and backends, and the names of guards.
 * On a reload, meters of tasks that still exist continue, and all others are removed. Thread-safe.
 */
public final class GuardMetrics {
  /** The tag value of the aggregation and the task for guards that all tasks of a backend share. */
  private static final String NONE = "none";

  private final MeterRegistry registry;
  private final Map<Record, Meter> meters = new HashMap<>();
  private volatile Map<Owner, Supplier<CircuitState>> circuits = Map.of();

  private record Owner(String aggregation, String task, String backend) {
    Tags tags() {
      return Tags.of("aggregation", aggregation, "task", task, "backend", backend);
    }
  }

  private record Counted(Owner owner, GuardEvent event) {}

  private record InState(Owner owner, CircuitState state) {}

  public GuardMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Shows the guards of a new version of the file, in place of the previous ones.
   *
   * @param backends the guards of each backend, by name
   */
  public synchronized void show(Map<String, BackendGuards> backends, List<Plan> plans) {
    Map<Record, Supplier<Meter>> wanted = new HashMap<>();
    Map<Owner, Supplier<CircuitState>> states = new HashMap<>();
    backends.forEach((name, it) ->
        it.circuit()
            .ifPresent(
                now -> states.put(new Owner(NONE, NONE, name), () -> it.circuit().orElse(now))));
    for (Plan plan : plans) {
      plan.tasks().forEach(task -> add(plan, task, wanted, states));
    }
    for (Owner owner : states.keySet()) {
      for (CircuitState state : CircuitState.values()) {
        wanted.put(new InState(owner, state), () -> gauge(owner, state));
      }
    }
    circuits = Map.copyOf(states);
    replaceBy(wanted);
  }

  private void add(
      Plan plan,
      Task task,
      Map<Record, Supplier<Meter>> wanted,
      Map<Owner, Supplier<CircuitState>> states) {
    task.guards()
        .ifPresent(guards -> {
          var owner = new Owner(plan.name(), task.name(), task.backend().orElse(NONE));
          for (GuardEvent event : guards.possible()) {
            wanted.put(new Counted(owner, event), () -> counter(owner, event, guards.counters()));
          }
          guards
              .ownCircuit()
              .ifPresent(now -> states.put(owner, () -> guards.ownCircuit().orElse(now)));
        });
  }

  /** A task that still exists keeps its counters, so its meters stay. */
  private void replaceBy(Map<Record, Supplier<Meter>> wanted) {
    meters
        .entrySet()
        .removeIf(it -> {
          boolean isUnused = !wanted.containsKey(it.getKey());
          if (isUnused) {
            registry.remove(it.getValue());
          }
          return isUnused;
        });
    wanted.forEach((key, meter) -> meters.computeIfAbsent(key, it -> meter.get()));
  }

  private Gauge gauge(Owner owner, CircuitState state) {
    return Gauge.builder("joinall.circuit.state", this, it -> it.isIn(owner, state) ? 1 : 0)
        .description("1 for the state of a circuit, 0 for the others")
        .tags(owner.tags().and("state", state.word()))
        .register(registry);
  }

  private boolean isIn(Owner owner, CircuitState state) {
    Supplier<CircuitState> now = circuits.get(owner);
    return now != null && now.get() == state;
  }

  private FunctionCounter counter(
      Owner owner, GuardEvent event, EnumCounters<GuardEvent> counters) {
    FunctionCounter.Builder<EnumCounters<GuardEvent>> counter =
        FunctionCounter.builder("joinall." + event.metric(), counters, it -> it.of(event))
            .description(event.description())
            .tags(owner.tags());
    event.tags().forEach(counter::tag);
    return counter.register(registry);
  }
}
