package dev.joinall.plan;

import dev.joinall.template.Condition;

/** When the answer is decided. */
public sealed interface Join {
  /** When every task has settled. */
  record All() implements Join {}

  /** When n tasks are ok. */
  record First(int n) implements Join {}

  /** When every task has settled and at least n are ok, or when n can no longer be reached. */
  record Quorum(int n) implements Join {}

  /** When n tasks have settled. */
  record Settled(int n) implements Join {}

  /** When the condition on the outcomes is true. */
  record Until(Condition condition) implements Join {}
}
