package dev.joinall.web;

import dev.joinall.json.Json;
import dev.joinall.plan.Plan;
import dev.joinall.template.Budget;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import reactor.core.scheduler.Scheduler;

/** Makes the scope of a request: what expressions know besides its inputs. Thread-safe. */
final class RequestScopes {
  private final LongSupplier clock;
  private final ArrivalTime arrival = new ArrivalTime();

  /**
   * Scopes of requests that arrive by this clock.
   *
   * @param timer whose time deadlines are counted in
   */
  RequestScopes(Scheduler timer) {
    this.clock = () -> timer.now(TimeUnit.NANOSECONDS);
  }

  /** Its deadline counts from now. */
  Scope of(Plan plan, Trace trace, Budget budget) {
    long deadline = clock.getAsLong() + plan.deadline().toNanos();
    var scope = new Scope(plan.slots(), clock, deadline, trace, budget);
    scope.set(plan.inputs().id(), Json.string(trace.id()));
    scope.set(plan.inputs().time(), arrival.now());
    return scope;
  }
}
