package dev.joinall.plan;

import dev.joinall.template.Condition;

/** When the answer is decided. */
public sealed interface Join {
  /** Every task settled. */
  record All() implements Join {}

  /** So many tasks are ok. */
  record First(int n) implements Join {}

  /** Every task settled and at least so many are ok; or so many can't be reached any more. */
  record Quorum(int n) implements Join {}

  /** So many tasks settled. */
  record Settled(int n) implements Join {}

  /** The condition over the outcomes holds. */
  record Until(Condition condition) implements Join {}
}
