package dev.joinall.plan;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.Problems;
import java.util.Optional;

/** What an aggregation with a transaction can't have: a call of its backend outside of it. */
record SessionRules(AggregationConfig config, Problems problems) {
  void check(Plan plan) {
    plan.sessions().stream()
        .filter(PlannedSession::isTransaction)
        .forEach(session ->
            plan.tasks().stream()
                .filter(it -> it.work() instanceof Work.Inner inner && calls(inner, session))
                .forEach(it -> report(it, session)));
  }

  /** An inner aggregation has a session of its own, or none. */
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
