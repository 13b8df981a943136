package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.plan.Task;
import java.time.Duration;
import java.util.List;

/** Warns if timeouts, attempts and rounds together exceed the deadline. */
final class TooSlow implements Warnings.Check {

  @Override
  public void check(Explanation explanation, Problems found) {
    List<Task> lists =
        explanation.plan().tasks().stream().filter(task -> rounds(task, explanation)).toList();
    lists.forEach(task -> forEach(task, explanation, found));
    List<Integer> criticalPath = explanation.times().criticalPath();
    if (lists.stream().noneMatch(task -> criticalPath.contains(task.index()))
        && isLate(explanation.times().answer(), explanation)) {
      reportCriticalPath(explanation, found);
    }
  }

  /** Whether the task is late because of its number of rounds. */
  private static boolean rounds(Task task, Explanation explanation) {
    CallTime call = explanation.call(task);
    return call.rounds() > 1 && isLate(call.total(), explanation);
  }

  private static boolean isLate(Duration time, Explanation explanation) {
    return time.compareTo(explanation.plan().deadline()) > 0;
  }

  private static void forEach(Task task, Explanation explanation, Problems found) {
    var list = task.forEach().orElseThrow();
    CallTime call = explanation.call(task);
    Tree where = explanation.written(task).where().placeOf("for-each", "max");
    boolean bounded = where.path().endsWith(".max");
    found.add(
        where,
        "%d %s, %d at once, are %d rounds of up to %s: %s, and the deadline is %s"
            .formatted(
                list.calls(),
                list.batch().isPresent() ? "batches" : "items",
                list.concurrency(),
                call.rounds(),
                Labels.time(call.once()),
                Labels.time(call.total()),
                Labels.time(explanation.plan().deadline())),
        bounded
            ? "lower max or the timeout, or raise concurrency"
            : "set max to the longest list; the default is " + list.max());
  }

  private static void reportCriticalPath(Explanation explanation, Problems found) {
    List<String> criticalPath = explanation.names(explanation.times().criticalPath());
    found.add(
        explanation.config().where().placeOf("deadline"),
        "%s may take %s by %s, and the deadline is %s"
            .formatted(
                String.join(", then ", criticalPath),
                Labels.time(explanation.times().answer()),
                limits(explanation),
                Labels.time(explanation.plan().deadline())),
        "shorten a timeout, or extend the deadline; late tasks are interrupted");
  }

  private static String limits(Explanation explanation) {
    List<CallTime> calls =
        explanation.times().criticalPath().stream().map(explanation.calls()::get).toList();
    boolean retries = calls.stream().anyMatch(it -> it.attempts() > 1);
    boolean hedges = calls.stream().anyMatch(it -> it.hedging().isPositive());
    if (hedges) {
      return retries ? "their timeouts, retries and hedges" : "their timeouts and hedges";
    }
    return retries ? "their timeouts and retries" : "their timeouts";
  }
}
