package dev.joinall.explain;

import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.List;

/** All that is worth a warning: it can be served, and its author would want to know. */
final class Warnings {
  private static final List<Check> CHECKS =
      List.of(
          new TooSlow(),
          new TooManyAtOnce(),
          new UnusedOptions(),
          new NeverReached(),
          new EarlyDetail());

  private Warnings() {}

  /** Looks for one sort of mistake. Only says what is certain: a false alarm teaches to ignore. */
  interface Check {
    void look(Explanation explanation, Problems found);
  }

  static List<Problem> of(Explanation explanation) {
    var found = new Problems();
    CHECKS.forEach(check -> check.look(explanation, found));
    return found.all();
  }

  /** What stands under these keys, or as much of the way there as is written. */
  static Tree at(Tree tree, String... keys) {
    Tree at = tree;
    for (String key : keys) {
      if (!(at instanceof Tree.Mapping mapping) || mapping.get(key).isEmpty()) {
        return at;
      }
      at = mapping.get(key).get();
    }
    return at;
  }
}
