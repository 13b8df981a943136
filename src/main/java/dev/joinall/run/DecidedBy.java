package dev.joinall.run;

import dev.joinall.plan.Join;
import java.util.Locale;

/** What decided the answer of a run. */
public enum DecidedBy {
  /** The join was met. */
  ALL,
  FIRST,
  QUORUM,
  SETTLED,
  UNTIL,
  /** The join could not be met any more. */
  OUT_OF_REACH,
  /** A required task has no value. */
  REQUIRED,
  /** The file turned the request away, or that could not be told. */
  REFUSE,
  /** Time was over, whatever the answer then was. */
  DEADLINE,
  CLIENT_LEFT,
  /** The aggregation that ran this one as a task needed it no more. */
  OUTER,
  /** A defect of ours. */
  DEFECT;

  /** As logs, metrics and traces write it, such as {@code client-left}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** For a join that is met. */
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
