package dev.joinall.backend;

import dev.joinall.config.BackendCall;
import dev.joinall.template.Templates;
import reactor.core.publisher.Mono;

/**
 * One external system: its pool, and the steps that use it. Thread-safe. Connects when it is first
 * used or checked, not when it is made.
 */
public interface Backend extends AutoCloseable {
  /**
   * Makes a step of a call of this kind. What is wrong with the call becomes a problem of {@code
   * templates.problems()}. Does no I/O.
   */
  Step prepare(BackendCall call, Templates templates);

  /** Asks the system for a sign of life, over a connection of the pool. Never fails. */
  Mono<Health> check();

  /** How full the pool is now. Cheap, does no I/O; zeros where there is no connection yet. */
  PoolUse pool();

  /** Closes the pool; calls under way are cut off. */
  @Override
  void close();

  /** What is wrong with a call of another kind; the reader of the file has sorted them. */
  static IllegalArgumentException foreign(BackendCall call) {
    return new IllegalArgumentException("a call of another kind: " + call);
  }
}
