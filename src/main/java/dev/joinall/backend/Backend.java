package dev.joinall.backend;

import dev.joinall.config.BackendCall;
import dev.joinall.config.Problems;
import dev.joinall.config.SessionMode;
import dev.joinall.config.Tree;
import dev.joinall.template.RequestSession;
import dev.joinall.template.Templates;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * One external system: its connection pool and the steps that use it. Thread-safe. Connects on
 * first use or check, not when it is created.
 */
public interface Backend extends AutoCloseable {
  /**
   * Prepares a step for a call of this kind. Reports an invalid call to {@code
   * templates.problems()}. Does no I/O.
   */
  Step prepare(BackendCall call, Templates templates);

  /**
   * What the span of such a call always has, beside what the call tells to its record: {@code
   * db.operation.name}. The names are those of OpenTelemetry's semantic conventions, the values
   * texts and numbers of type Long, without passwords and values of a request.
   */
  default Map<String, Object> attributes(BackendCall call) {
    return Map.of();
  }

  /**
   * Asks the system whether it accepts these calls, without making them. What it refuses is
   * reported, at its place in the file. By default nothing is asked.
   *
   * <p>Fails with a {@link StepException} if the system can't be asked.
   */
  default Mono<Void> verify(List<BackendCall> calls, Problems problems) {
    return Mono.empty();
  }

  /**
   * Begins a session for one request. Connects when its first call runs. Only a kind that has
   * sessions is asked.
   */
  default RequestSession openSession(SessionMode mode) {
    throw new UnsupportedOperationException("this kind has no sessions");
  }

  /**
   * Asks the system whether it can have sessions. If it can't, that is reported at the place. Fails
   * like {@link #verify}.
   */
  default Mono<Void> verifySession(SessionMode mode, Tree where, Problems problems) {
    return Mono.empty();
  }

  /** Checks that the system responds, over a connection of the pool. Never fails. */
  Mono<Health> check();

  /** The current use of the pool; zeros if it has no connection yet. Cheap, does no I/O. */
  PoolUse pool();

  /** Its instances that are known now; empty if its client has one address, or knows no others. */
  default List<InstanceUse> instances() {
    return List.of();
  }

  /**
   * What the kind counts since the backend was opened, by a name such as {@code late-reply}; always
   * the same names. Cheap, does no I/O.
   */
  default Map<String, Long> counts() {
    return Map.of();
  }

  /** Closes the pool; calls in flight are cut off. */
  @Override
  void close();

  /** The exception for a call of another kind; the reader of the file rules this out. */
  static IllegalArgumentException foreign(BackendCall call) {
    return new IllegalArgumentException("a call of another kind: " + call);
  }
}
