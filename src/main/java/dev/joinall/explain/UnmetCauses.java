package dev.joinall.explain;

import dev.joinall.config.BackendCall;
import dev.joinall.config.CallResult;
import dev.joinall.config.Operation;
import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.plan.Join;
import dev.joinall.plan.Task;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Warns of answers to a cause of an unmet join that neither a required task nor its needs can have.
 */
final class UnmetCauses implements Warnings.Check {

  @Override
  public void check(Explanation explanation, Problems found) {
    List<Task> required = explanation.plan().tasks().stream().filter(Task::required).toList();
    if (required.isEmpty()
        || !(explanation.plan().join() instanceof Join.All)
        || !(explanation.config().where().placeOf("respond", "unmet")
            instanceof Tree.Mapping unmet)) {
      return;
    }
    Set<Task> deciding = withNeeds(required, explanation.plan().tasks());
    unmet
        .entries()
        .forEach((cause, answer) -> {
          if (deciding.stream().noneMatch(it -> isPossible(cause, explanation.written(it)))) {
            found.add(answer, "no required task can have the cause \"" + cause + "\"", why(cause));
          }
        });
  }

  /**
   * The required tasks with their needs: a skipped task has the cause of the task that it reads or
   * needs.
   */
  private static Set<Task> withNeeds(List<Task> required, List<Task> all) {
    Set<Task> found = new LinkedHashSet<>();
    Deque<Task> open = new ArrayDeque<>(required);
    while (!open.isEmpty()) {
      Task task = open.pop();
      if (found.add(task)) {
        task.needs().forEach(need -> open.push(all.get(need.task())));
      }
    }
    return found;
  }

  /** Whether the task can have this cause. An aggregation can have every cause. */
  private static boolean isPossible(String cause, TaskConfig task) {
    if (task.operation() instanceof Operation.Aggregation) {
      return true;
    }
    CallResult result =
        task.operation() instanceof BackendCall call ? call.result() : CallResult.ANY.withAbsent();
    return switch (cause) {
      case "absent" -> result.mayBeAbsent();
      case "conflict" -> result.mayConflict();
      case "unknown" -> task.operation().effect();
      case "unavailable", "rejected" -> task.backend().isPresent();
      default -> true;
    };
  }

  private static String why(String cause) {
    return switch (cause) {
      case "absent" ->
          "only a read finds nothing; a 404 to an effect is the cause \"status\", and a list may be empty";
      case "conflict" -> "docs/outcomes.md lists the operations with conflicts";
      case "unknown" -> "only an effect can be interrupted";
      default -> "only a call of a backend can end like this";
    };
  }
}
