package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome.Absent;
import dev.joinall.run.Outcome.Cancelled;
import dev.joinall.run.Outcome.Failed;
import dev.joinall.run.Outcome.Fallback;
import dev.joinall.run.Outcome.Ok;
import dev.joinall.run.Outcome.Skipped;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import java.util.Optional;

/** Replaces a fault, or an absent value, by the declared fallback. */
final class Fallbacks {
  private Fallbacks() {}

  /** The outcome, or the fallback if the task declares one and the outcome has no value. */
  static Outcome withFallback(Task task, Outcome outcome, Scope scope) {
    if (task.fallback().isEmpty()) {
      return outcome;
    }
    return switch (outcome) {
      case Failed failed -> value(task.fallback().get(), failed, Optional.of(failed.why()), scope);
      case Absent absent -> value(task.fallback().get(), absent, Optional.empty(), scope);
      case Ok _, Fallback _, Skipped _, Cancelled _ -> outcome;
    };
  }

  /** A fallback that is null, or that cannot be evaluated, leaves the outcome as it was. */
  private static Outcome value(
      Task.Fallback fallback, Outcome before, Optional<Fault> fault, Scope scope) {
    try {
      Json seen = fault.map(Outcomes::json).orElse(Json.NULL);
      Json value = fallback.template().render(scope.with(fallback.faultSlot(), seen));
      return value.isNull() ? before : new Fallback(value, fault);
    } catch (InvalidExpression e) {
      return fault.isPresent() ? before : new Failed(Fault.of(e));
    }
  }
}
