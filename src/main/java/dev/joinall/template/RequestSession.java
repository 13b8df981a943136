package dev.joinall.template;

import reactor.core.publisher.Mono;

/**
 * The shared state of the calls of one request to one backend, such as a connection. The kind of
 * the backend opens it, and gets it from the scope of each of these calls. The calls run one after
 * the other. Any thread may call {@link #end}, also while the last call is still being cancelled.
 */
public interface RequestSession {
  /**
   * Ends the session, and releases all its resources. Called once, after its last call has ended or
   * was cancelled. Completes when no part of the session runs any more. Cancelling ends it at once.
   *
   * @param commit whether to commit the transaction, instead of rolling it back; a failed commit is
   *     a {@code StepException}
   */
  Mono<Void> end(boolean commit);
}
