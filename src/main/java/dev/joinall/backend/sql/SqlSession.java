package dev.joinall.backend.sql;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.template.RequestSession;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.pool.PooledRef;

/**
 * The connection that the calls of one request share. The first call takes it from the pool, the
 * end returns it. A broken connection is not replaced, because on another one a read may not see
 * earlier writes. Thread-safe; its calls run one after the other.
 */
final class SqlSession implements RequestSession {
  private final SessionPool pool;
  private final boolean transaction;
  private final Scheduler scheduler;
  private @Nullable SharedPlace acquired;
  private boolean ended;

  /**
   * @param transaction whether its calls are one transaction
   */
  SqlSession(SessionPool pool, boolean transaction, Scheduler scheduler) {
    this.pool = pool;
    this.transaction = transaction;
    this.scheduler = scheduler;
  }

  boolean isTransaction() {
    return transaction;
  }

  /** Runs a call on the connection. */
  Mono<Json> run(BiFunction<Session, Running, Mono<Json>> work, boolean effect) {
    return Mono.defer(() -> {
      SharedPlace known = acquired();
      return known == null ? first(work, effect) : known.run(work);
    });
  }

  private synchronized @Nullable SharedPlace acquired() {
    return acquired;
  }

  /**
   * Takes another connection if the server has closed the first one just before its use, and no
   * call has had an effect on it.
   */
  private Mono<Json> first(BiFunction<Session, Running, Mono<Json>> work, boolean effect) {
    if (transaction) {
      Mono<SharedPlace> begun = acquire().flatMap(it -> it.run(SqlSession::begin).thenReturn(it));
      return begun
          .onErrorResume(this::isClosedOnReuse, closed -> begun)
          .flatMap(it -> it.run(work));
    }
    Mono<Json> once = acquire().flatMap(it -> it.run(work));
    return effect ? once : once.onErrorResume(this::isClosedOnReuse, closed -> once);
  }

  private static Mono<Json> begin(Session session, Running call) {
    return Transaction.begin(session).thenReturn(Json.TRUE);
  }

  /** Whether the server closed a reused connection; then drops the connection. */
  private synchronized boolean isClosedOnReuse(Throwable error) {
    boolean closed =
        acquired != null
            && acquired.isClosedOnReuse()
            && error instanceof StepException step
            && step.fault().type() == Fault.Type.UNAVAILABLE;
    if (closed) {
      acquired = null;
    }
    return closed;
  }

  private Mono<SharedPlace> acquire() {
    return pool.acquire().flatMap(this::store);
  }

  /** Stores the connection, unless the request has ended while it waited for one. */
  private synchronized Mono<SharedPlace> store(PooledRef<Session> pooled) {
    if (ended) {
      Place.of(pooled).release();
      return Mono.error(new StepException(Fault.Type.TIMEOUT, "the call was abandoned"));
    }
    var mine = new SharedPlace(Place.of(pooled), scheduler);
    acquired = mine;
    return Mono.just(mine);
  }

  @Override
  public Mono<Void> end(boolean commit) {
    return Mono.defer(() -> {
      SharedPlace last = last();
      return last == null
          ? Mono.empty()
          : last.idle()
              .then(Mono.defer(() -> end(last, commit)))
              .doOnCancel(() -> last.returnToPool(false));
    });
  }

  private synchronized @Nullable SharedPlace last() {
    ended = true;
    return acquired;
  }

  private Mono<Void> end(SharedPlace last, boolean commit) {
    if (last.isBroken()) {
      return commit ? Mono.error(SharedPlace.connectionLost()) : Mono.empty();
    }
    if (!transaction) {
      last.returnToPool(true);
      return Mono.empty();
    }
    Session session = last.session();
    Mono<Void> command = commit ? Transaction.commit(session, true) : Transaction.rollback(session);
    return Transaction.started(session, command)
        .doOnSuccess(done -> last.returnToPool(true))
        .doOnError(error -> last.returnToPool(commit && isRefused(error)))
        .onErrorResume(error -> commit ? Mono.error(error) : Mono.empty());
  }

  /** Whether the server has reported the error, and has rolled the transaction back. */
  private static boolean isRefused(Throwable error) {
    return switch (Fault.of(error).type()) {
      case STATUS, CONFLICT, INVALID -> true;
      case TIMEOUT, UNAVAILABLE, MALFORMED, TOO_LARGE, UNKNOWN, ERROR, REJECTED -> false;
    };
  }
}
