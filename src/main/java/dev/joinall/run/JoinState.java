package dev.joinall.run;

import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.plan.Join;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import dev.joinall.template.Condition;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Decides, as each task settles, whether the join is met or can no longer be met. Not thread-safe.
 */
final class JoinState {
  private final Plan plan;
  private final Scope scope;
  private int joinedLeft;
  private int awaitedLeft;
  private int requiredLeft;
  private int ok;

  /**
   * The joined tasks that were ok until the join was met, in the order in which they settled; none
   * if no expression reads them.
   */
  private final List<Integer> won;

  private boolean met;

  JoinState(Plan plan, Scope scope) {
    this.plan = plan;
    this.scope = scope;
    this.won = plan.answer().winners().isPresent() ? new ArrayList<>() : List.of();
    this.joinedLeft = plan.joined().size();
    this.awaitedLeft = plan.awaited().size();
    for (Task task : plan.tasks()) {
      requiredLeft += task.required() ? 1 : 0;
    }
  }

  /** The verdict, as soon as it is known. */
  Optional<Verdict> settled(Task task, Outcome outcome) {
    count(task, outcome);
    if (isUnmetBy(task, outcome)) {
      return Optional.of(new Verdict.Unmet(task.index()));
    }
    if (!met && isOutOfReach()) {
      return Optional.of(new Verdict.Unmet(task.index()));
    }
    met = met || isMet();
    return met && awaitedLeft == 0 && requiredLeft == 0
        ? Optional.of(new Verdict.Met())
        : Optional.empty();
  }

  /** The verdict with the outcomes so far. */
  Verdict atDeadline(IntFunction<Outcome> outcomes) {
    for (Task task : plan.tasks()) {
      if (isUnmetBy(task, outcomes.apply(task.index()))) {
        return new Verdict.Unmet(task.index());
      }
    }
    joinedLeft = 0;
    return isMet() ? new Verdict.Met() : new Verdict.TooLate();
  }

  /** The joined tasks by which the join was met: {@code {task, value}}. */
  Json winners(IntFunction<Outcome> outcomes) {
    var winners = new JsonWriter(256).beginArray();
    for (int task : won) {
      winners
          .beginObject()
          .member("task", Json.string(plan.tasks().get(task).name()))
          .member("value", outcomes.apply(task).value().orElse(Json.NULL))
          .endObject();
    }
    return winners.endArray().toJson();
  }

  /** A call that failed ends its transaction, so that the others can't be committed. */
  private static boolean isUnmetBy(Task task, Outcome outcome) {
    return (task.required() && outcome.value().isEmpty())
        || (task.isInTransaction() && outcome instanceof Outcome.Failed);
  }

  private void count(Task task, Outcome outcome) {
    requiredLeft -= task.required() ? 1 : 0;
    if (plan.joined().contains(task.index())) {
      joinedLeft--;
      if (outcome instanceof Outcome.Ok) {
        ok++;
        if (!met && plan.answer().winners().isPresent()) {
          won.add(task.index());
        }
      }
    } else if (plan.awaited().contains(task.index())) {
      awaitedLeft--;
    }
  }

  private boolean isMet() {
    return switch (plan.join()) {
      case Join.All all -> joinedLeft == 0;
      case Join.First(int n) -> ok >= n;
      case Join.Quorum(int n) -> joinedLeft == 0 && ok >= n;
      case Join.Settled(int n) -> plan.joined().size() - joinedLeft >= n;
      case Join.Until(Condition condition) -> holds(condition);
    };
  }

  private boolean isOutOfReach() {
    return switch (plan.join()) {
      case Join.All _, Join.Settled _ -> false;
      case Join.First(int n) -> ok + joinedLeft < n;
      case Join.Quorum(int n) -> ok + joinedLeft < n;
      case Join.Until(Condition condition) -> joinedLeft == 0 && !holds(condition);
    };
  }

  /** A condition on an outcome that does not exist yet fails, and may become true later. */
  private boolean holds(Condition condition) {
    try {
      return condition.holds(scope);
    } catch (InvalidExpression e) {
      return false;
    }
  }
}
