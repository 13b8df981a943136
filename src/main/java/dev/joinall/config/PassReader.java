package dev.joinall.config;

import java.util.LinkedHashSet;
import java.util.Set;

/** Reads {@code pass}: the statuses of a backend that the response takes over. */
final class PassReader {
  /** A success is a value, from which the response is made; lower statuses are not final. */
  private static final int MIN = 300;

  private static final int MAX = 599;

  private PassReader() {}

  /** Returns the statuses; empty for a call without a status, for which the key is unknown. */
  static Set<Integer> read(Fields task, Operation operation) {
    if (!(operation instanceof BackendCall call && call.result().hasStatus())) {
      return Set.of();
    }
    Set<Integer> statuses = new LinkedHashSet<>();
    for (Tree tree : task.items("pass")) {
      if (tree instanceof Tree.Scalar scalar
          && scalar.value() instanceof Long status
          && status >= MIN
          && status <= MAX) {
        statuses.add(status.intValue());
      } else {
        task.problems()
            .add(
                tree,
                "expected a status from %d to %d, got %s".formatted(MIN, MAX, tree.noun()),
                "for example pass: [401, 409, 422, 429]");
      }
    }
    boolean required = task.flag("required", false) || call.streams();
    task.tree("pass").ifPresent(where -> check(where, required, task));
    return statuses;
  }

  private static void check(Tree where, boolean required, Fields task) {
    if (!required) {
      task.problems()
          .add(
              where,
              "only a required task decides the answer by its failure",
              "write required: true, or read outcomes.x.code in respond");
    } else if (task.tree("for-each").isPresent()) {
      task.problems()
          .add(
              where,
              "a list has many calls, and an answer has one status",
              "read outcomes.x.items in respond.unmet");
    }
  }
}
