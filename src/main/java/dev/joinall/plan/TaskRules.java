package dev.joinall.plan;

import dev.joinall.config.BatchConfig;
import dev.joinall.config.ForEachConfig;
import dev.joinall.config.Operation;
import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import java.util.Optional;

/**
 * Reports options of one task that contradict one another.
 *
 * @param safe whether the route promises to change nothing
 */
record TaskRules(boolean safe, Problems problems) {

  /**
   * Reports contradictions.
   *
   * @param effect whether the task, or an aggregation that it runs, may change something
   */
  void check(TaskConfig task, boolean effect) {
    boolean inner = task.operation() instanceof Operation.Aggregation;
    if (safe && effect) {
      problems.add(
          task.operation().where(),
          "this may change something, and a GET request must not",
          inner
              ? "make the route a POST, or write safe: true at its tasks that change nothing"
              : "make the route a POST, or write safe: true if it changes nothing");
    }
    boolean guarded = (task.timeout().isPresent() && !inner) || !task.guards().isEmpty();
    if (task.backend().isEmpty() && (guarded || task.idempotent() || task.safe())) {
      problems.add(
          task.where(),
          inner
              ? "a task that runs an aggregation has no guards but a timeout, no idempotent and no safe"
              : "a task that calls no backend has no guards, no idempotent and no safe",
          inner ? "write them at the tasks of the aggregation" : "remove them");
    }
    if (task.guards().hedge().isPresent() && task.effect() && !task.idempotent()) {
      problems.add(
          task.where().placeOf("hedge"),
          "this may change something, and a hedge may do it twice",
          "write idempotent: true if it may happen twice, or remove \"hedge\"");
    }
    Optional<BatchConfig> batch = task.forEach().flatMap(ForEachConfig::batch);
    if (task.backend().isEmpty() && batch.isPresent()) {
      problems.add(
          batch.get().where(), "a task that calls no backend has no calls to batch", "remove it");
    }
    if (task.required() && task.when().isPresent() && !task.streams()) {
      problems.add(
          task.when().orElseThrow(),
          "a required task can't be skipped by \"when\"",
          "remove one of the two");
    }
  }
}
