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
  private final GuardStates states;
  private final RetryBudget budget;

  public BackendGuards(BackendConfig backend, Scheduler scheduler) {
    this.backend = backend;
    this.scheduler = scheduler;
    this.budget = new RetryBudget(scheduler);
    this.states = GuardStates.of(backend.name(), backend.guards(), scheduler);
  }

  /** The state of the shared breaker, if there is one. */
  public Optional<CircuitState> circuit() {
    return states.circuit().map(CircuitState::of);
  }

  /**
   * The guards of one task, with what it declares in place of the backend's.
   *
   * @param before those of the same task in the file that was served before this one: what they
   *     counted is counted on, and what they remember is kept where this is the same backend and
   *     the task declares the same guards
   */
  public Guards of(TaskConfig task, Optional<Guards> before) {
    Optional<Memory> kept = before.map(Guards::memory).filter(it -> it.isOf(this, task.guards()));
    var memory =
        kept.orElseGet(() ->
            new Memory(
                this,
                task.guards(),
                states.overriddenBy(task, scheduler),
                new Latencies(),
                before.map(Guards::tally).orElseGet(Tally::new)));
    return new Guards(backend.guardsFor(task), memory, budget, task.effect(), scheduler);
  }
}
