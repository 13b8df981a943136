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
   * The attributes that the span of such a call always has, such as {@code db.operation.name}; a
   * call can add others at run time. The names are those of OpenTelemetry's semantic conventions.
   * The values are texts and numbers of type Long; they contain no passwords and no values of a
   * request.
   */
  default Map<String, Object> attributes(BackendCall call) {
    return Map.of();
  }

  /**
   * Asks the system whether it accepts these calls, without making them. Reports each rejected call
   * at its place in the file. The default does nothing.
   *
   * <p>Fails with a {@link StepException} if the system can't be asked.
   */
  default Mono<Void> verify(List<BackendCall> calls, Problems problems) {
    return Mono.empty();
  }

  /**
   * Begins a session for one request. Connects when its first call runs. Called only if the kind
   * has sessions.
   */
  default RequestSession openSession(SessionMode mode) {
    throw new UnsupportedOperationException("this kind has no sessions");
  }

  /**
   * Asks the system whether it supports sessions. If it does not, reports a problem at this place.
   * Fails like {@link #verify}.
   */
  default Mono<Void> verifySession(SessionMode mode, Tree where, Problems problems) {
    return Mono.empty();
  }

  /** Checks that the system responds, over a connection of the pool. Never fails. */
  Mono<Health> check();

  /** The current use of the pool; zeros if it has no connection yet. Cheap, does no I/O. */
  PoolUse pool();

  /**
   * The currently known instances; empty if the client has one address or does not know its
   * instances.
   */
  default List<InstanceUse> instances() {
    return List.of();
  }

  /**
   * The counters of the kind since the backend was opened, by a name such as {@code late-reply}.
   * The names never change. Cheap, does no I/O.
   */
  default Map<String, Long> counts() {
    return Map.of();
  }

  /** Closes the pool; calls in flight are interrupted. */
  @Override
  void close();

  /** The exception for a call of another kind; the reader of the file rules this out. */
  static IllegalArgumentException foreign(BackendCall call) {
    return new IllegalArgumentException("a call of another kind: " + call);
  }
}
