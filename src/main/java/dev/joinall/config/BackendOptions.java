package dev.joinall.config;

import java.util.List;

/** The keys of a backend that only its kind has. Immutable. */
public interface BackendOptions {
  /** A kind without keys of its own. */
  BackendOptions NONE = new BackendOptions() {};

  /** What {@code explain} shows of them, in a few words each. */
  default List<String> notes() {
    return List.of();
  }

  /** Whether one connection carries many calls at once, so that {@code pool.max} bounds none. */
  default boolean multiplexes() {
    return false;
  }

  /** Connections of one process that do not belong to the pool. */
  default int connectionsBesidePool() {
    return 0;
  }
}
