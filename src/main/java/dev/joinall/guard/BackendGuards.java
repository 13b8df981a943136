package dev.joinall.guard;

import dev.joinall.config.BackendConfig;
import dev.joinall.config.TaskConfig;
import java.util.Optional;
import reactor.core.scheduler.Scheduler;

/**
 * What the guards of one backend's tasks share: its breaker, rate limit and bulkhead, but for tasks
 * that declare their own, and the budget of retries. Thread-safe.
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

  /** The state of the shared breaker, if there is one. */
  public Optional<CircuitState> circuit() {
    return stateful.circuit().map(CircuitState::of);
  }

  /**
   * The guards of one task, with what it declares in place of the backend's.
   *
   * @param before those of the same task in the file that was served before this one: what they
   *     counted is counted on, and what they remember is kept where this is the same backend and
   *     the task declares the same guards
   */
  public Guards of(TaskConfig task, Optional<Guards> before) {
    GuardState state =
        before
            .map(Guards::state)
            .filter(it -> it.isOf(this, task.guards()))
            .orElseGet(() -> newState(task, before));
    return new Guards(
        backend.timeoutFor(task), backend.guardsFor(task), state, budget, task.effect(), scheduler);
  }

  private GuardState newState(TaskConfig task, Optional<Guards> before) {
    return new GuardState(
        this,
        task.guards(),
        StatefulGuards.of(task.name(), task.guards(), scheduler).or(stateful),
        new Latencies(),
        before.map(Guards::counters).orElseGet(GuardCounters::new));
  }
}
