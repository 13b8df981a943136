package dev.joinall.run;

import dev.joinall.plan.Refusal;
import dev.joinall.plan.Task;
import dev.joinall.plan.Task.For;
import dev.joinall.plan.Task.Need;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * Evaluates the refusals of a run, each as soon as the tasks that it reads have settled. A refusal
 * that cannot be evaluated denies. Not thread-safe.
 */
final class Refusals {
  private final List<Refusal> refusals;
  private final Scope scope;
  private final IntFunction<Outcome> outcomes;

  private static final int PASSED = -1;
  private static final int[] NONE = {};

  /** The number of unsettled tasks of each refusal; {@link #PASSED} if it was evaluated. */
  private final int[] unsettled;

  /**
   * No refusal is evaluated yet.
   *
   * @param outcomes of the settled tasks
   */
  Refusals(List<Refusal> refusals, Scope scope, IntFunction<Outcome> outcomes) {
    this.refusals = refusals;
    this.scope = scope;
    this.outcomes = outcomes;
    this.unsettled = refusals.isEmpty() ? NONE : new int[refusals.size()];
    for (int i = 0; i < unsettled.length; i++) {
      unsettled[i] = refusals.get(i).needs().size();
    }
  }

  /** Evaluates the refusals that read no task. Called before any task starts. */
  Optional<Verdict> begin() {
    for (int i = 0; i < unsettled.length; i++) {
      Optional<Verdict> denied = unsettled[i] == 0 ? evaluate(i) : Optional.empty();
      if (denied.isPresent()) {
        return denied;
      }
    }
    return Optional.empty();
  }

  /** Evaluates the refusals whose last task has just settled. The first one that denies decides. */
  Optional<Verdict> settled(int task) {
    for (int i = 0; i < unsettled.length; i++) {
      if (reads(i, task) && --unsettled[i] == 0) {
        Optional<Verdict> denied = evaluate(i);
        if (denied.isPresent()) {
          return denied;
        }
      }
    }
    return Optional.empty();
  }

  private boolean reads(int refusal, int task) {
    for (Need need : refusals.get(refusal).needs()) {
      if (need.task() == task) {
        return true;
      }
    }
    return false;
  }

  /** An expression that fails in any way denies the request. */
  private Optional<Verdict> evaluate(int index) {
    Refusal refusal = refusals.get(index);
    try {
      if (refusal.when().holds(scope)) {
        return Optional.of(new Verdict.Refused(index));
      }
    } catch (RuntimeException | StackOverflowError e) {
      return Optional.of(new Verdict.NotEvaluated(index, failedTask(refusal)));
    }
    unsettled[index] = PASSED;
    return Optional.empty();
  }

  /** The task that makes the refusal impossible to evaluate; empty if the cause is an input. */
  private OptionalInt failedTask(Refusal refusal) {
    for (Need need : refusal.needs()) {
      if (need.what() == For.VALUE && hasFailed(need.task())) {
        return OptionalInt.of(need.task());
      }
    }
    return refusal.inputs().stream().anyMatch(this::isMissing)
        ? OptionalInt.empty()
        : refusal.needs().stream().mapToInt(Need::task).findFirst();
  }

  private boolean isMissing(Template input) {
    try {
      return input.render(scope).isNull();
    } catch (InvalidExpression e) {
      return true;
    }
  }

  private boolean hasFailed(int task) {
    return outcomes.apply(Outcome.cause(task, outcomes)) instanceof Outcome.Failed;
  }

  /** Whether every refusal was evaluated and none denied. */
  boolean allPassed() {
    return firstOpen() == unsettled.length;
  }

  /** The first one that has not passed; their number if all have. */
  private int firstOpen() {
    int open = 0;
    while (open < unsettled.length && unsettled[open] == PASSED) {
      open++;
    }
    return open;
  }

  /** Whether an open refusal must pass before this effect starts. */
  boolean hold(Task effect) {
    for (int i = 0; i < unsettled.length; i++) {
      if (unsettled[i] != PASSED && refusals.get(i).holds().contains(effect.index())) {
        return true;
      }
    }
    return false;
  }

  /** Whether an open refusal depends on this effect, directly or not. */
  boolean waitFor(Task effect) {
    for (int i = 0; i < unsettled.length; i++) {
      if (unsettled[i] != PASSED && !refusals.get(i).holds().contains(effect.index())) {
        return true;
      }
    }
    return false;
  }

  /** The verdict at the deadline: a refusal that was not evaluated denies. */
  Optional<Verdict> atDeadline() {
    return allPassed() ? Optional.empty() : Optional.of(new Verdict.NotChecked(firstOpen()));
  }
}
