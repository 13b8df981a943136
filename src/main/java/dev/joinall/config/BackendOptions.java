package dev.joinall.config;

import java.util.List;

/** The options that backends of one kind have. Immutable. */
public interface BackendOptions {
  /** The options of a kind without any. */
  BackendOptions NONE = new BackendOptions() {};

  /** Short notes for {@code explain}. */
  default List<String> notes() {
    return List.of();
  }

  /**
   * Whether one connection carries many concurrent calls, so that {@code pool.max} does not limit
   * them.
   */
  default boolean multiplexes() {
    return false;
  }

  /** The number of connections of one process outside the pool. */
  default int connectionsBesidePool() {
    return 0;
  }
}
