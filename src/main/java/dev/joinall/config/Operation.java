package dev.joinall.config;

import java.util.Map;
import java.util.Optional;

/**
 * The operation of a task: one call of a backend, another aggregation, or a computed value. Trees
 * are templates that are not compiled yet.
 */
public sealed interface Operation permits BackendCall, Operation.Aggregation, Operation.Value {
  /** The position of the operation in the file. */
  Tree where();

  /**
   * Whether the operation may change external state. An effect is not allowed on a GET route, is
   * retried only if declared idempotent, and is not interrupted once it has started. False for an
   * aggregation, because its tasks decide.
   */
  boolean effect();

  /**
   * Another aggregation of the file, with the values of its inputs by name.
   *
   * @param where its name
   */
  @Internal
  record Aggregation(
      Tree where,
      String name,
      Map<String, Tree> path,
      Map<String, Tree> query,
      Map<String, Tree> header,
      Optional<Tree> body)
      implements Operation {
    @Override
    public boolean effect() {
      return false;
    }
  }

  /** A value computed from others, without a backend. */
  @Internal
  record Value(Tree where) implements Operation {
    @Override
    public boolean effect() {
      return false;
    }
  }
}
