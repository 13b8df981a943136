package dev.joinall.plan;

import dev.joinall.template.Condition;

/** The condition for the decision of the answer. */
public sealed interface Join {
  /** Decides when every task has settled. */
  record All() implements Join {}

  /** Decides when n tasks are ok. */
  record First(int n) implements Join {}

  /**
   * Decides when every task has settled and at least n are ok, or when n can no longer be reached.
   */
  record Quorum(int n) implements Join {}

  /** Decides when n tasks have settled. */
  record Settled(int n) implements Join {}

  /** Decides when the condition on the outcomes is true. */
  record Until(Condition condition) implements Join {}
}
