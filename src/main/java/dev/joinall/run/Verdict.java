package dev.joinall.run;

import java.util.OptionalInt;

/** How the answer was decided. */
public sealed interface Verdict {
  record Met() implements Verdict {}

  /**
   * The join can't be met, or a required task has no value.
   *
   * @param task the one that decided
   */
  record Unmet(int task) implements Verdict {}

  /**
   * The file turns the request away.
   *
   * @param refusal its place in the plan
   */
  record Refused(int refusal) implements Verdict {}

  /**
   * Whether the file turns the request away can't be told, so it is turned away.
   *
   * @param refusal its place in the plan
   * @param task because of which it can't be told; empty where an input is the reason
   */
  record NotEvaluated(int refusal, OptionalInt task) implements Verdict {}

  /**
   * The deadline passed before a refusal could be asked.
   *
   * @param refusal its place in the plan
   */
  record NotAsked(int refusal) implements Verdict {}

  /** The deadline passed before the join was met. */
  record TooLate() implements Verdict {}

  /** A defect of ours. */
  record Broken(String detail) implements Verdict {}

  /** The client left; nobody reads the answer. */
  record Abandoned() implements Verdict {}
}
