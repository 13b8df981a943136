package dev.joinall.template;

import reactor.core.publisher.Mono;

/**
 * What the calls of one request to one backend share, such as a connection. Its kind opens it, and
 * finds it in the scope of each of these calls. Its calls run one after the other; {@link #end} may
 * be called by any thread, also while the last call is still being cancelled.
 */
public interface RequestSession {
  /**
   * Ends it, and gives back all that it holds. Called once, after its last call has ended or was
   * cancelled. Completes when nothing of it runs any more. Cancelling ends it at once.
   *
   * @param commit whether what was done in a transaction happens; else it is undone. Then a failure
   *     is a {@code StepException}
   */
  Mono<Void> end(boolean commit);
}
