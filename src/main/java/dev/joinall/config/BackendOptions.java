package dev.joinall.config;

import java.util.List;

/** The options of a backend that only its kind has. Immutable. */
public interface BackendOptions {
  /** For a kind without options. */
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

  /** Connections of one process outside the pool. */
  default int connectionsBesidePool() {
    return 0;
  }
}
