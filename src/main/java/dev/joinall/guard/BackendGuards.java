package dev.joinall.guard;

import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Lazy;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.TaskConfig;
import java.util.Optional;
import reactor.core.scheduler.Scheduler;

/**
 * The guards that the tasks of one backend share: circuit breaker, rate limit, bulkhead and retry
 * budget. A task that declares its own breaker, rate limit or bulkhead does not share that one.
 * Thread-safe.
 */
public final class BackendGuards {
  private final BackendConfig backend;
  private final Scheduler scheduler;
  private final StatefulGuards stateful;
  private final RetryBudget budget;

  public BackendGuards(BackendConfig backend, Scheduler scheduler) {
    this.backend = backend;
    this.scheduler = scheduler;
    this.budget = new RetryBudget(scheduler);
    this.stateful = StatefulGuards.of(backend.name(), backend.guards(), scheduler);
  }

  /** The state of the shared circuit breaker; empty without one. */
  public Optional<CircuitState> circuit() {
    return stateful.circuit().map(CircuitState::of);
  }

  /**
   * The guards of one task. Guards of the task override those of the backend.
   *
   * @param before the guards of the same task in the previous version of the file. The counters
   *     continue. The state is kept if the backend is the same and the task declares the same
   *     guards.
   */
  public Guards of(TaskConfig task, Optional<Guards> before) {
    GuardState state =
        before
            .map(Guards::state)
            .filter(it -> it.isOf(this, task.guards()))
            .orElseGet(() -> newState(task, before));
    return new Guards(
        backend.timeoutFor(task),
        backend.guardsFor(task),
        state,
        budget,
        task.effect(),
        task.isInTransaction(),
        task.streams(),
        scheduler);
  }

  private GuardState newState(TaskConfig task, Optional<Guards> before) {
    return new GuardState(
        this,
        task.guards(),
        StatefulGuards.of(task.name(), task.guards(), scheduler).or(stateful),
        new Lazy<>(Latencies::new),
        before.map(Guards::counters).orElseGet(() -> new EnumCounters<>(GuardEvent.class)));
  }
}
