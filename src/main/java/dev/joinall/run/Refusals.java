package dev.joinall.run;

import dev.joinall.plan.Refusal;
import dev.joinall.plan.Task;
import dev.joinall.plan.Task.For;
import dev.joinall.plan.Task.Need;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import java.util.BitSet;
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

  /** How many tasks each of them still waits for. */
  private final int[] unsettled;

  private final BitSet passed = new BitSet();

  /**
   * None is asked yet.
   *
   * @param outcomes of the tasks that have settled
   */
  Refusals(List<Refusal> refusals, Scope scope, IntFunction<Outcome> outcomes) {
    this.refusals = refusals;
    this.scope = scope;
    this.outcomes = outcomes;
    this.unsettled = refusals.stream().mapToInt(it -> it.needs().size()).toArray();
  }

  /** Asks those that read no task; to be called before any task starts. */
  Optional<Verdict> begin() {
    for (int i = 0; i < unsettled.length; i++) {
      Optional<Verdict> denied = unsettled[i] == 0 ? ask(i) : Optional.empty();
      if (denied.isPresent()) {
        return denied;
      }
    }
    return Optional.empty();
  }

  /** Asks those whose last task has just settled; the first that denies decides. */
  Optional<Verdict> settled(int task) {
    for (int i = 0; i < unsettled.length; i++) {
      if (reads(i, task) && --unsettled[i] == 0) {
        Optional<Verdict> denied = ask(i);
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

  /** Whatever goes wrong in an expression, a request does not pass by it. */
  private Optional<Verdict> ask(int index) {
    Refusal refusal = refusals.get(index);
    try {
      if (refusal.when().holds(scope)) {
        return Optional.of(new Verdict.Refused(index));
      }
    } catch (RuntimeException | StackOverflowError e) {
      return Optional.of(new Verdict.NotEvaluated(index, culprit(refusal)));
    }
    passed.set(index);
    return Optional.empty();
  }

  /** The task because of which it can't be evaluated; empty where that is an input. */
  private OptionalInt culprit(Refusal refusal) {
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

  /** Each has been asked, and none denied. */
  boolean allPassed() {
    return passed.cardinality() == refusals.size();
  }

  /** Whether one of them must let the request pass before this effect starts. */
  boolean hold(Task effect) {
    for (int i = passed.nextClearBit(0); i < refusals.size(); i = passed.nextClearBit(i + 1)) {
      if (refusals.get(i).holds().contains(effect.index())) {
        return true;
      }
    }
    return false;
  }

  /** Whether one that has not been asked waits for this effect, directly or not. */
  boolean waitFor(Task effect) {
    for (int i = passed.nextClearBit(0); i < refusals.size(); i = passed.nextClearBit(i + 1)) {
      if (!refusals.get(i).holds().contains(effect.index())) {
        return true;
      }
    }
    return false;
  }

  /** Time is over: one that was not asked by now denies. */
  Optional<Verdict> atDeadline() {
    return allPassed()
        ? Optional.empty()
        : Optional.of(new Verdict.NotAsked(passed.nextClearBit(0)));
  }
}
