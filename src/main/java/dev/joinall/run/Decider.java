package dev.joinall.run;

import dev.joinall.json.Json;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import dev.joinall.template.Scope;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Decides the answer of a run: its refusals first, then its join. No declared answer is given
 * before every refusal was evaluated. Not thread-safe.
 */
final class Decider {
  private final Plan plan;
  private final IntFunction<Outcome> outcomes;
  private final Refusals refusals;
  private final JoinState join;

  /** The verdict of the join, once it is known. */
  private Optional<Verdict> joined = Optional.empty();

  Decider(Plan plan, Scope scope, IntFunction<Outcome> outcomes) {
    this.plan = plan;
    this.outcomes = outcomes;
    this.refusals = new Refusals(plan.refusals(), scope, outcomes);
    this.join = new JoinState(plan, scope);
  }

  /** Called before any task starts. */
  Optional<Verdict> begin() {
    return refusals.begin();
  }

  /** The verdict, as soon as it is known. */
  Optional<Verdict> settled(Task task, Outcome outcome) {
    if (joined.isEmpty()) {
      joined = join.settled(task, outcome);
    }
    return refusals.settled(task.index()).or(() -> joined.filter(this::mayDecide));
  }

  /** The problem details of an unmet join contain no values, so they need not wait for refusals. */
  private boolean mayDecide(Verdict verdict) {
    return refusals.allPassed()
        || (verdict instanceof Verdict.Unmet && plan.answer().unmet().isEmpty());
  }

  /** The verdict with the outcomes so far. */
  Verdict atDeadline() {
    return refusals
        .atDeadline()
        .orElseGet(
            () -> plan.failsAtDeadline() ? new Verdict.TooLate() : join.atDeadline(outcomes));
  }

  /**
   * Whether the task may start now. An effect waits for the refusals that precede it. If the join
   * is decided and only refusals are open, it starts only if one of them depends on it.
   */
  boolean allows(Task task) {
    return !task.effect() || (!refusals.hold(task) && (joined.isEmpty() || refusals.waitFor(task)));
  }

  /** Whether every refusal was evaluated and none denied, so that a client may see values. */
  boolean hasPassed() {
    return refusals.allPassed();
  }

  /** The joined tasks by which the join was met: {@code {task, value}}. */
  Json winners() {
    return join.winners(outcomes);
  }

  /** The cause of this verdict. */
  DecidedBy by(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Met met -> DecidedBy.of(plan.join());
      case Verdict.Unmet(int task) -> by(plan.tasks().get(task));
      case Verdict.Refused _, Verdict.NotEvaluated _ -> DecidedBy.REFUSE;
      case Verdict.NotChecked _, Verdict.TooLate _ -> DecidedBy.DEADLINE;
      case Verdict.Broken broken -> DecidedBy.DEFECT;
      case Verdict.Abandoned gone -> DecidedBy.CLIENT_LEFT;
    };
  }

  private DecidedBy by(Task task) {
    return (task.required() || task.isInTransaction())
            && outcomes.apply(task.index()).value().isEmpty()
        ? DecidedBy.REQUIRED
        : DecidedBy.OUT_OF_REACH;
  }
}
