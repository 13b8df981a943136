package dev.joinall.cache;

import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * The log in which all replicas record purges of the {@link SharedValues}. Every call fails within
 * the timeout of the backend, or that of waiting. Thread-safe.
 */
public interface SharedPurges {
  /**
   * A purge of the values with a mark.
   *
   * @param position its position in the log
   */
  record Purge(LogPosition position, String mark) {}

  /** Adds a purge to the log; emits its position. */
  Mono<LogPosition> add(String mark);

  /**
   * The next purges in order, at most {@link #maxRead}.
   *
   * @param isPatient whether to wait for some seconds if there is none
   */
  Mono<List<Purge>> after(LogPosition position, boolean isPatient);

  /** The position of the newest purge; empty if the log is. */
  Mono<Optional<LogPosition>> newest();

  int maxRead();

  /** The minimum number of newest purges that the log keeps. */
  int retained();

  /** Whether the backend is closed. */
  boolean isClosed();
}
