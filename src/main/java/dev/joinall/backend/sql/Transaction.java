package dev.joinall.backend.sql;

import io.r2dbc.spi.Result;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The commands around the statements of a transaction. */
final class Transaction {
  private Transaction() {}

  /** Begins a transaction. The time limit of the connection applies to its statements. */
  static Mono<Void> begin(Session session) {
    return Mono.defer(() -> Mono.from(session.connection().beginTransaction()))
        .onErrorMap(error -> SqlFaults.of(error, false, false));
  }

  /**
   * Begins a transaction with a time limit for its statements, if the server accepts both in one
   * command: another round trip would cost more than the limit gains.
   */
  static Mono<Void> begin(Session session, long millis) {
    return session.limitsAtBegin()
        ? Flux.from(
                session
                    .statement(
                        new BoundStatement(
                            "begin; set local statement_timeout = " + Math.max(1, millis),
                            List.of()))
                    .execute())
            .concatMap(Result::getRowsUpdated)
            .then()
            .onErrorMap(error -> SqlFaults.of(error, false, false))
        : begin(session);
  }

  /**
   * Commits. A commit without a response may have happened.
   *
   * @param effect whether a statement of it changes data
   */
  static Mono<Void> commit(Session session, boolean effect) {
    return Mono.defer(() -> Mono.from(session.connection().commitTransaction()))
        .onErrorMap(error -> SqlFaults.of(error, effect, false));
  }

  /** Rolls back. Fails if the connection is broken; then it must be closed. */
  static Mono<Void> rollback(Session session) {
    return Mono.defer(() -> Mono.from(session.connection().rollbackTransaction()));
  }

  /** Starts work on the thread that the driver requires. */
  static Mono<Void> started(Session session, Mono<Void> work) {
    return work.subscribeOn(Schedulers.fromExecutor(session::start));
  }
}
