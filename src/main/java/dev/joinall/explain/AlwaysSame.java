package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.RefuseConfig;
import dev.joinall.config.Tree;
import dev.joinall.plan.Join;
import dev.joinall.plan.Refusal;
import dev.joinall.plan.Task;
import dev.joinall.template.Condition;
import java.util.List;
import java.util.regex.Pattern;

/** Warns of conditions that are the same for every request. */
final class AlwaysSame implements Warnings.Check {
  private static final Pattern READS = Pattern.compile("\\b(?:tasks|outcomes)\\b");
  private static final String UNTIL =
      "read outcomes in it, for example ${outcomes.a.status == 'ok'}";
  private static final String HINT = "read an input, a task or an outcome in it, or remove it";

  @Override
  public void check(Explanation explanation, Problems found) {
    for (Task task : explanation.plan().tasks()) {
      Tree where = explanation.written(task).when().orElse(explanation.written(task).where());
      task.when()
          .flatMap(Condition::constant)
          .ifPresent(
              it -> found.add(where, it ? "this is always true" : "this task never runs", HINT));
    }
    List<RefuseConfig> written = explanation.config().refusals();
    for (int i = 0; i < written.size(); i++) {
      Refusal refusal = explanation.plan().refusals().get(i);
      Tree where = written.get(i).when();
      refusal
          .when()
          .constant()
          .ifPresent(it ->
              found.add(
                  where, it ? "this refuses every request" : "this never refuses a request", HINT));
    }
    if (explanation.plan().join() instanceof Join.Until(Condition condition)) {
      Tree where = explanation.config().where().placeOf("join", "until");
      if (where instanceof Tree.Scalar until && !READS.matcher(until.text()).find()) {
        found.add(
            where,
            "this reads no task and no outcome, so it does not change while they settle",
            UNTIL);
        return;
      }
      condition
          .constant()
          .ifPresent(it ->
              found.add(
                  where,
                  it
                      ? "the answer is decided before any task has settled"
                      : "this is never true, so the join is never met",
                  UNTIL));
    }
  }
}
