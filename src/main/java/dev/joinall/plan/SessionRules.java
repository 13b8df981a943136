package dev.joinall.plan;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.Problems;
import java.util.Optional;

/** Reports calls of a transaction's backend outside of the transaction. */
record SessionRules(AggregationConfig config, Problems problems) {
  void check(Plan plan) {
    plan.sessions().stream()
        .filter(PlannedSession::isTransaction)
        .forEach(session ->
            plan.tasks().stream()
                .filter(it -> it.work() instanceof Work.Inner inner && calls(inner, session))
                .forEach(it -> report(it, session)));
  }

  /** Whether an inner aggregation calls the backend, in its own session or without one. */
  private static boolean calls(Work.Inner inner, PlannedSession session) {
    return inner.plan().tasks().stream()
        .anyMatch(it ->
            it.backend().filter(session.name()::equals).isPresent()
                || (it.work() instanceof Work.Inner deeper && calls(deeper, session)));
  }

  private void report(Task task, PlannedSession session) {
    Optional.ofNullable(config.tasks().get(task.name()))
        .ifPresent(it ->
            problems.add(
                it.operation().where(),
                "this aggregation calls \"%s\" outside of the transaction, and may wait for it"
                    .formatted(session.name()),
                "call the backend by tasks of this aggregation"));
  }
}
