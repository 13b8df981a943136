package dev.joinall.plan;

import dev.joinall.config.TaskConfig;
import java.util.Map;

/** The members of an outcome that are null whatever happens. */
final class AlwaysNullMembers {
  private static final String WHY = "only a task with for-each has it";

  private AlwaysNullMembers() {}

  /** Why they are, by name. */
  static Map<String, String> of(TaskConfig task) {
    return task.forEach().isPresent() ? Map.of() : Map.of("items", WHY, "failed", WHY);
  }
}
