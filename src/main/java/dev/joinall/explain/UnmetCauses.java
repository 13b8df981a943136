package dev.joinall.explain;

import dev.joinall.config.BackendCall;
import dev.joinall.config.CallResult;
import dev.joinall.config.Operation;
import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.plan.Join;
import dev.joinall.plan.Task;
import java.util.List;

/** Warns of answers to a cause of an unmet join that no required task can have. */
final class UnmetCauses implements Warnings.Check {

  @Override
  public void look(Explanation explanation, Problems found) {
    List<Task> required = explanation.plan().tasks().stream().filter(Task::required).toList();
    if (required.isEmpty()
        || !(explanation.plan().join() instanceof Join.All)
        || !(Warnings.at(explanation.config().where(), "respond", "unmet")
            instanceof Tree.Mapping unmet)) {
      return;
    }
    unmet
        .entries()
        .forEach((cause, answer) -> {
          if (required.stream().noneMatch(it -> isPossible(cause, explanation.written(it)))) {
            found.add(answer, "no required task can be the cause \"" + cause + "\"", why(cause));
          }
        });
  }

  /** Of an aggregation everything is possible. */
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
          "only a read finds nothing; of an effect a 404 is the cause status, and a list may be empty";
      case "conflict" -> "docs/outcomes.md says which operations have conflicts";
      case "unknown" -> "only an effect can be cut off";
      default -> "only a call of a backend can end so";
    };
  }
}
