package dev.joinall.plan;

import dev.joinall.config.TaskConfig;
import dev.joinall.guard.Guards;
import java.util.List;
import java.util.Optional;

/**
 * The plans of the previous version of the file, whose guards keep their state.
 *
 * @param plans empty at start-up
 */
record PreviousPlans(List<Plan> plans) {

  /** The guards of the same task, if it called a backend of the same name. */
  Optional<Guards> guards(String aggregation, TaskConfig task) {
    return plans.stream()
        .filter(it -> it.name().equals(aggregation))
        .flatMap(it -> it.tasks().stream())
        .filter(it -> it.name().equals(task.name()) && it.backend().equals(task.backend()))
        .findFirst()
        .flatMap(Task::guards);
  }
}
