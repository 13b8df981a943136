package dev.joinall.config;

import java.util.List;

/**
 * When an aggregation's answer is decided.
 *
 * @param of the tasks that the join looks at; empty means all
 */
public record JoinConfig(Mode mode, List<Tree> of) {

  public sealed interface Mode {}

  /** Every task settled. */
  public record All() implements Mode {}

  /** So many tasks are ok; the others are cancelled. */
  public record First(int n) implements Mode {}

  /** Every task settled, and at least so many are ok. */
  public record Quorum(int n) implements Mode {}

  /** So many tasks settled, failures counted. */
  public record Settled(int n) implements Mode {}

  /** The expression over the outcomes is true. */
  public record Until(Tree expression) implements Mode {}

  static final JoinConfig ALL = new JoinConfig(new All(), List.of());
}
