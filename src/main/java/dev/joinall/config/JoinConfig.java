package dev.joinall.config;

import java.util.List;

/**
 * The condition that decides an aggregation.
 *
 * @param of the tasks that the join observes; empty means all
 */
public record JoinConfig(Mode mode, List<Tree> of) {

  public sealed interface Mode {}

  /** Every task has settled. */
  public record All() implements Mode {}

  /** {@code n} tasks are ok; the others are cancelled. */
  public record First(int n) implements Mode {}

  /** Every task has settled, and at least {@code n} are ok. */
  public record Quorum(int n) implements Mode {}

  /** {@code n} tasks have settled, ok or failed. */
  public record Settled(int n) implements Mode {}

  /** The expression over the outcomes is true. */
  public record Until(Tree expression) implements Mode {}

  static final JoinConfig ALL = new JoinConfig(new All(), List.of());
}
