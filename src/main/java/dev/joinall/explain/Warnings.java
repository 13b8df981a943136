package dev.joinall.explain;

import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import java.util.List;

/** All warnings of a file: it can be served, but is probably not what its author means. */
final class Warnings {
  private static final List<Check> CHECKS =
      List.of(
          new TooSlow(),
          new TooManyAtOnce(),
          new UnusedOptions(),
          new NeverReached(),
          new EarlyDetail(),
          new DoubtfulAnswer(),
          new OddAnswer(),
          new AlwaysSame(),
          new TextInstead(),
          new PassesWithoutHeader(),
          new UnreadInputs(),
          new UnmetCauses(),
          new OutcomeOfValue(),
          new NullInQuotes(),
          new AlwaysNullStatus());

  private Warnings() {}

  /** Detects one kind of mistake. Reports only certain ones, because false alarms are ignored. */
  interface Check {
    void check(Explanation explanation, Problems found);
  }

  static List<Problem> of(Explanation explanation) {
    var found = new Problems();
    CHECKS.forEach(check -> check.check(explanation, found));
    return found.all();
  }
}
