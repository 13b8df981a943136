package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.RefuseConfig;
import dev.joinall.config.Tree;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Refusal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Warns if the {@code detail} of a refusal reads a task that may not have settled when the refusal
 * is evaluated.
 */
final class EarlyDetail implements Warnings.Check {

  @Override
  public void check(Explanation explanation, Problems found) {
    Plan plan = explanation.plan();
    List<RefuseConfig> written = explanation.config().refusals();
    for (int i = 0; i < written.size(); i++) {
      Refusal refusal = plan.refusals().get(i);
      Set<Integer> early = new TreeSet<>(refusal.detailReads());
      early.removeAll(Refusal.before(refusal.needs(), plan.tasks()));
      if (!early.isEmpty()) {
        found.add(
            where(written.get(i)),
            "a refusal does not wait for what its %s reads: "
                    .formatted(written.get(i).detail().isPresent() ? "detail" : "answer")
                + String.join(", ", explanation.names(early)),
            "read in the detail only what \"when\" reads; otherwise the answer may be only"
                + " \"refused\"");
      }
    }
  }

  private static Tree where(RefuseConfig written) {
    return written.detail().or(written::body).orElse(written.when());
  }
}
