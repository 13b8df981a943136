package dev.joinall.backend.sql;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs statements one after the other in one transaction, and rolls back at the first error.
 *
 * @param effect whether one of them changes data
 * @param millis the remaining time
 */
record TransactionRun(List<StatementRun> statements, boolean effect, long millis) {
  /** Emits the list of values, with null for an absent row. */
  Mono<Json> run(Session session, Running call) {
    return Mono.defer(() -> Transaction.begin(session, millis))
        .then(Mono.defer(() -> values(session, call)))
        .flatMap(values -> commit(session, call).thenReturn(values))
        .onErrorResume(error -> rollback(session).then(Mono.error(error)));
  }

  /** Emits the list of values in a transaction of the request, which begins and ends elsewhere. */
  Mono<Json> values(Session session, Running call) {
    return Flux.fromIterable(statements)
        .concatMap(it ->
            Mono.defer(() -> call.isAbandoned() ? Mono.error(abandoned()) : it.run(session, call))
                .defaultIfEmpty(Json.NULL))
        .collectList()
        .map(Json::of);
  }

  private static StepException abandoned() {
    return new StepException(Fault.Type.TIMEOUT, "the call was abandoned");
  }

  /** Commits. A commit without a response may have happened. */
  private Mono<Void> commit(Session session, Running call) {
    return Mono.defer(
        () -> call.isAbandoned() ? Mono.error(abandoned()) : Transaction.commit(session, effect));
  }

  /** Rolls back; if that fails, closes the connection, so that the server rolls back. */
  private static Mono<Void> rollback(Session session) {
    return session.isOpen()
        ? Transaction.rollback(session).onErrorResume(error -> Mono.fromRunnable(session::destroy))
        : Mono.empty();
  }
}
