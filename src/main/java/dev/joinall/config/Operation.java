package dev.joinall.config;

import java.util.Map;
import java.util.Optional;

/**
 * What a task does: one call of a backend, or something that needs none. Trees are templates, not
 * yet compiled.
 */
public sealed interface Operation permits BackendCall, Operation.Aggregation, Operation.Value {
  /** Where the operation is written. */
  Tree where();

  /**
   * Whether running it may change something outside. An effect is never on a GET route, is retried
   * only where it is declared idempotent, and is not cut off once it is under way. Not known here
   * of an aggregation: its tasks tell.
   */
  boolean effect();

  /**
   * Another aggregation of the file, with what its inputs get, by name.
   *
   * @param where its name
   */
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

  /** A value that is computed from others; needs no backend. */
  record Value(Tree where) implements Operation {
    @Override
    public boolean effect() {
      return false;
    }
  }
}
