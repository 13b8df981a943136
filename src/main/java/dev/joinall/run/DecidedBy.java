package dev.joinall.run;

import dev.joinall.config.Fields;
import dev.joinall.plan.Join;

/** The cause of the decision of a run. */
public enum DecidedBy {
  /** The join was met. */
  ALL,
  FIRST,
  QUORUM,
  SETTLED,
  UNTIL,
  /** The join can no longer be met. */
  OUT_OF_REACH,
  /** A required task has no value. */
  REQUIRED,
  /** A refusal denied the request, or could not be evaluated. */
  REFUSE,
  /** The deadline passed, with any answer. */
  DEADLINE,
  /** Nothing was run: the answer of another request was used. */
  CACHE,
  CLIENT_LEFT,
  /** The outer aggregation, which ran this one as a task, cancelled it. */
  OUTER,
  /** An internal error. */
  DEFECT;

  /** The word used in logs, metrics and traces, such as {@code client-left}. */
  public String word() {
    return Fields.name(this);
  }

  /** The cause of the decision if the join was met. */
  static DecidedBy of(Join join) {
    return switch (join) {
      case Join.All all -> ALL;
      case Join.First first -> FIRST;
      case Join.Quorum quorum -> QUORUM;
      case Join.Settled settled -> SETTLED;
      case Join.Until until -> UNTIL;
    };
  }
}
