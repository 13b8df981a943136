package dev.joinall.run;

import java.util.OptionalInt;

/** How the answer was decided. */
public sealed interface Verdict {
  record Met() implements Verdict {}

  /**
   * The join cannot be met, or a required task has no value.
   *
   * @param task the deciding one
   */
  record Unmet(int task) implements Verdict {}

  /**
   * A refusal denied the request.
   *
   * @param refusal its index in the plan
   */
  record Refused(int refusal) implements Verdict {}

  /**
   * A refusal could not be evaluated, which denies the request.
   *
   * @param refusal its index in the plan
   * @param task the cause; empty if the cause is an input
   */
  record NotEvaluated(int refusal, OptionalInt task) implements Verdict {}

  /**
   * The deadline passed before a refusal was evaluated.
   *
   * @param refusal its index in the plan
   */
  record NotChecked(int refusal) implements Verdict {}

  /** The deadline passed before the join was met. */
  record TooLate() implements Verdict {}

  /** An internal error. */
  record Broken(String detail) implements Verdict {}

  /** The client disconnected; the answer is not sent. */
  record Abandoned() implements Verdict {}
}
