package dev.joinall.cache;

import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * The log of what was purged of the {@link SharedValues}, by all replicas. Every call fails within
 * the timeout of the backend, or that of waiting. Thread-safe.
 */
public interface SharedPurges {
  /**
   * That values with a mark were purged.
   *
   * @param position in the log
   */
  record Purge(LogPosition position, String mark) {}

  /** Adds to the log; emits the position that it has there. */
  Mono<LogPosition> add(String mark);

  /**
   * The next ones of the log, in its order, at most {@link #maxRead}.
   *
   * @param isPatient whether to wait for some seconds if there is none
   */
  Mono<List<Purge>> after(LogPosition position, boolean isPatient);

  /** The position of the newest one; empty if the log is. */
  Mono<Optional<LogPosition>> newest();

  int maxRead();

  /** How many the log keeps at least, of the newest. */
  int kept();

  /** Whether nothing can be asked any more. */
  boolean isClosed();
}
