package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.RespondConfig;
import dev.joinall.config.Tree;
import dev.joinall.plan.Task;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Warns if the status or a header of an answer reads the value of a task that may have none: then
 * the status or header is ignored.
 */
final class DoubtfulAnswer implements Warnings.Check {
  private static final Pattern ONLY_READ = Pattern.compile("\\$\\{\\s*tasks[\\w.\\[\\]\"'-]*\\s*}");
  private static final Pattern READ = Pattern.compile("\\btasks\\.([a-z][A-Za-z0-9_]*)");

  @Override
  public void check(Explanation explanation, Problems found) {
    RespondConfig respond = explanation.config().respond();
    check(explanation, respond.met(), found);
    respond.unmet().values().forEach(it -> check(explanation, it, found));
  }

  private static void check(Explanation explanation, RespondConfig.Made made, Problems found) {
    made.status().ifPresent(it -> check(explanation, it, "status", found));
    made.headers().forEach((name, it) -> check(explanation, it, "header " + name, found));
  }

  private static void check(Explanation explanation, Tree tree, String what, Problems found) {
    if (!(tree instanceof Tree.Scalar scalar) || ONLY_READ.matcher(scalar.text()).matches()) {
      return;
    }
    var doubtful = new TreeSet<String>();
    Matcher read = READ.matcher(scalar.text());
    while (read.find()) {
      task(explanation, read.group(1))
          .filter(DoubtfulAnswer::mayBeAbsent)
          .ifPresent(it -> doubtful.add(it.name()));
    }
    if (!doubtful.isEmpty()) {
      String name = doubtful.first();
      found.add(
          tree,
          "the " + what + " can't be computed without a value of " + String.join(", ", doubtful),
          "write what it is then, for example ${tasks.?"
              + name
              + ".hasValue() ? ... : ...};"
              + (what.equals("status")
                  ? " otherwise the status is then that without \"status\""
                  : " otherwise the header is then omitted"));
    }
  }

  private static Optional<Task> task(Explanation explanation, String name) {
    return explanation.plan().tasks().stream().filter(it -> it.name().equals(name)).findFirst();
  }

  private static boolean mayBeAbsent(Task task) {
    return !task.required() && task.fallback().isEmpty() && task.backend().isPresent();
  }
}
