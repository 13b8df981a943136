package dev.joinall.web;

import dev.joinall.json.Json;
import dev.joinall.plan.Plan;
import dev.joinall.template.Budget;
import dev.joinall.template.EqualCalls;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import dev.joinall.template.Transfer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * Creates the scope of a request: the values that expressions can read besides its inputs.
 * Thread-safe.
 */
final class RequestScopes {
  private final LongSupplier clock;
  private final ArrivalTime arrival = new ArrivalTime();

  /**
   * @param timer the clock of the deadlines
   */
  RequestScopes(Scheduler timer) {
    this.clock = () -> timer.now(TimeUnit.NANOSECONDS);
  }

  /** The deadline starts now. */
  Scope of(Plan plan, Trace trace, Budget budget, Transfer transfer) {
    long deadline = clock.getAsLong() + plan.deadline().toNanos();
    var equal = EqualCalls.of(plan.repeated());
    var scope = new Scope(plan.slots(), clock, deadline, trace, budget, transfer, equal);
    scope.set(plan.inputs().id(), Json.string(trace.id()));
    scope.set(plan.inputs().time(), arrival.now());
    return scope;
  }
}
