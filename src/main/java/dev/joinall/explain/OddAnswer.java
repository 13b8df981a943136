package dev.joinall.explain;

import dev.joinall.config.AggregationConfig.OnDeadline;
import dev.joinall.config.Problems;
import dev.joinall.config.RespondConfig;
import dev.joinall.config.Tree;
import dev.joinall.plan.Join;
import dev.joinall.plan.Task;
import java.util.Set;

/** Warns of answers that clients do not get as declared. */
final class OddAnswer implements Warnings.Check {
  private static final Set<String> WITHOUT_CONTENT = Set.of("204", "205", "304");
  private static final Set<String> REDIRECTS = Set.of("301", "302", "303", "307", "308");

  @Override
  public void check(Explanation explanation, Problems found) {
    RespondConfig respond = explanation.config().respond();
    check(respond.met(), found);
    respond.unmet().values().forEach(it -> check(it, found));
    boolean fails =
        explanation.config().onDeadline() == OnDeadline.FAIL
            || explanation.plan().tasks().stream().anyMatch(Task::required)
            || !(explanation.plan().join() instanceof Join.All);
    if (!respond.unmet().isEmpty() && !fails) {
      found.add(
          explanation.config().where().placeOf("respond", "unmet"),
          "the join is always met: no task is required",
          "write required: true at a task, or remove \"unmet\"");
    }
  }

  private static void check(RespondConfig.Made made, Problems found) {
    encoding(made, found);
    if (!(made.status().orElse(null) instanceof Tree.Scalar status)) {
      return;
    }
    if (WITHOUT_CONTENT.contains(status.text()) && made.body().isPresent()) {
      found.add(
          made.body().get(),
          "an answer of " + status.text() + " has no content",
          "remove \"body\", or choose another status");
    }
    boolean located = made.headers().keySet().stream().anyMatch("location"::equalsIgnoreCase);
    if (REDIRECTS.contains(status.text()) && !located) {
      found.add(status, "a redirect needs a target", "add headers: { Location: /elsewhere }");
    }
  }

  private static void encoding(RespondConfig.Made made, Problems found) {
    made.headers()
        .forEach((name, value) -> {
          if (name.equalsIgnoreCase("content-encoding")
              && made.body().filter(OddAnswer::isOneExpression).isEmpty()) {
            found.add(
                value,
                "this header does not encode the body",
                "remove it; server.compression.enabled compresses answers");
          }
        });
  }

  private static boolean isOneExpression(Tree body) {
    return body instanceof Tree.Scalar scalar && scalar.text().startsWith("${");
  }
}
