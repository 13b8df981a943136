package dev.joinall.explain;

import dev.joinall.config.BackendCall;
import dev.joinall.config.Operation;
import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Warns of expressions that read the HTTP status or the headers of a task whose protocol has none:
 * they are always null.
 */
final class AlwaysNullStatus implements Warnings.Check {
  private static final Pattern READ =
      Pattern.compile("\\boutcomes\\.([a-z]\\w*)\\.(code|headers)\\b");

  @Override
  public void check(Explanation explanation, Problems found) {
    Map<String, TaskConfig> tasks = explanation.config().tasks();
    explanation.config().where().scalars().forEach(it -> check(it, tasks, found));
  }

  private static void check(Tree.Scalar scalar, Map<String, TaskConfig> tasks, Problems found) {
    Matcher matcher = READ.matcher(scalar.text());
    while (matcher.find()) {
      TaskConfig task = tasks.get(matcher.group(1));
      if (task != null && !hasStatus(task)) {
        found.add(
            scalar,
            matcher.group() + " is always null",
            "only a protocol with a status has it; the result of a task is outcomes."
                + matcher.group(1)
                + ".status");
        return;
      }
    }
  }

  /**
   * Whether the outcome may have a status. An aggregation fails with the status of the task that
   * decided it.
   */
  private static boolean hasStatus(TaskConfig task) {
    return switch (task.operation()) {
      case BackendCall call -> call.result().hasStatus();
      case Operation.Aggregation aggregation -> true;
      case Operation.Value value -> false;
    };
  }
}
