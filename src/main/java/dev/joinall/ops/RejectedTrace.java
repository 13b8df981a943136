package dev.joinall.ops;

import dev.joinall.plan.Plan;
import dev.joinall.template.Scope;

/**
 * A request to a route that was rejected before any task ran, for its span.
 *
 * @param scope the scope of the request, whose trace is recorded
 * @param status the status of its answer
 */
public record RejectedTrace(Plan plan, Scope scope, int status, ReceivedRequest request) {
  /** Nanoseconds from the arrival of the request. */
  long nanos() {
    return scope.now() - (scope.deadline() - plan.deadline().toNanos());
  }
}
