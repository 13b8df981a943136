package dev.joinall.plan;

import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.template.ExpressionTexts;
import dev.joinall.template.OutcomeFacts;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Determines from a task's declaration which parts of its outcome are always null, and which
 * statuses it never has.
 */
final class OutcomeRules {
  private static final Pattern TASKS = Pattern.compile("\\btasks\\b");

  private OutcomeRules() {}

  static OutcomeFacts of(TaskConfig task) {
    return new OutcomeFacts(alwaysNull(task), neverStatus(task));
  }

  private static Map<String, String> alwaysNull(TaskConfig task) {
    Map<String, String> reasons = new HashMap<>();
    if (task.forEach().isEmpty()) {
      String why = "only a task with for-each has it";
      reasons.put("items", why);
      reasons.put("failed", why);
    }
    return reasons;
  }

  private static Map<String, String> neverStatus(TaskConfig task) {
    Map<String, String> reasons = new HashMap<>();
    if (task.effect()) {
      reasons.put(
          "absent",
          "an effect that was accepted is ok, with or without a value; one that finds nothing is"
              + " failed");
    }
    if (task.fallback().isEmpty()) {
      reasons.put("fallback", "the task has no fallback");
    }
    if (task.when().isEmpty()
        && task.needs().isEmpty()
        && task.where().scalars().noneMatch(OutcomeRules::readsTasks)) {
      reasons.put("skipped", "the task has no when, and reads and needs no other task");
    }
    return reasons;
  }

  private static boolean readsTasks(Tree.Scalar scalar) {
    return ExpressionTexts.in(scalar.text()).expressions().stream()
        .anyMatch(it -> TASKS.matcher(it).find());
  }
}
