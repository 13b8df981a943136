package dev.joinall.backend.sql;

import io.r2dbc.spi.Result;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The commands around the statements of a transaction. */
final class Transaction {
  private Transaction() {}

  /** The server may end a statement of it by the time limit of the connection. */
  static Mono<Void> begin(Session session) {
    return Mono.defer(() -> Mono.from(session.connection().beginTransaction()))
        .onErrorMap(error -> SqlFaults.of(error, false, false));
  }

  /**
   * The server also ends a statement of it after this time, if it takes that limit together with
   * the begin: another round trip would cost more than the limit is worth.
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
            .concatMap(Transaction::updated)
            .then()
            .onErrorMap(error -> SqlFaults.of(error, false, false))
        : begin(session);
  }

  private static Publisher<Long> updated(Result result) {
    return result.getRowsUpdated();
  }

  /**
   * A commit without an answer may have happened.
   *
   * @param effect whether a statement of it changes data
   */
  static Mono<Void> commit(Session session, boolean effect) {
    return Mono.defer(() -> Mono.from(session.connection().commitTransaction()))
        .onErrorMap(error -> SqlFaults.of(error, effect, false));
  }

  /** Fails if the connection can't be used any more; then it is to be closed. */
  static Mono<Void> rollback(Session session) {
    return Mono.defer(() -> Mono.from(session.connection().rollbackTransaction()));
  }

  /** Starts work where the driver wants it to start. */
  static Mono<Void> started(Session session, Mono<Void> work) {
    return work.subscribeOn(Schedulers.fromExecutor(session::start));
  }
}
