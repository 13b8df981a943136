package dev.joinall.backend.sql;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.template.RequestSession;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.pool.PooledRef;

/**
 * The connection that the calls of one request share. The first call takes it from the pool, the
 * end gives it back. A connection that breaks is not replaced: on another one a read may not see
 * what was written. Thread-safe; its calls run one after the other.
 */
final class SharedConnection implements RequestSession {
  private final SessionPool pool;
  private final boolean transaction;
  private final Scheduler scheduler;
  private @Nullable Part part;
  private boolean ended;

  /**
   * @param transaction whether its calls are one transaction
   */
  SharedConnection(SessionPool pool, boolean transaction, Scheduler scheduler) {
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
      Part known = known();
      return known == null ? first(work, effect) : known.run(work);
    });
  }

  private synchronized @Nullable Part known() {
    return part;
  }

  /**
   * A server may close a connection of the pool just before it is used: then another one is taken,
   * if nothing has happened on it.
   */
  private Mono<Json> first(BiFunction<Session, Running, Mono<Json>> work, boolean effect) {
    if (transaction) {
      Mono<Part> begun = open().flatMap(it -> it.run(SharedConnection::begin).thenReturn(it));
      return begun
          .onErrorResume(this::isClosedOnReuse, closed -> begun)
          .flatMap(it -> it.run(work));
    }
    Mono<Json> once = open().flatMap(it -> it.run(work));
    return effect ? once : once.onErrorResume(this::isClosedOnReuse, closed -> once);
  }

  private static Mono<Json> begin(Session session, Running call) {
    return Transaction.begin(session).thenReturn(Json.TRUE);
  }

  /** If so, the connection is forgotten. */
  private synchronized boolean isClosedOnReuse(Throwable error) {
    boolean closed =
        part != null
            && part.wasUsed
            && part.calls <= 1
            && part.broken
            && error instanceof StepException step
            && step.fault().type() == Fault.Type.UNAVAILABLE;
    if (closed) {
      part = null;
    }
    return closed;
  }

  private Mono<Part> open() {
    return pool.acquire().flatMap(this::keep);
  }

  /** The request may have ended while it waited for a connection. */
  private synchronized Mono<Part> keep(PooledRef<Session> pooled) {
    if (ended) {
      Place.of(pooled).release();
      return Mono.error(new StepException(Fault.Type.TIMEOUT, "the call was abandoned"));
    }
    var mine = new Part(Place.of(pooled));
    part = mine;
    return Mono.just(mine);
  }

  @Override
  public Mono<Void> end(boolean commit) {
    return Mono.defer(() -> {
      Part last = last();
      return last == null ? Mono.empty() : last.end(commit);
    });
  }

  private synchronized @Nullable Part last() {
    ended = true;
    return part;
  }

  /** The connection, as its calls have it one after the other. */
  private final class Part implements Place {
    private final Place place;
    private final boolean wasUsed;
    private int calls;
    private boolean busy;
    private boolean broken;
    private boolean over;
    private CompletableFuture<Void> idle = CompletableFuture.completedFuture(null);

    Part(Place place) {
      this.place = place;
      this.wasUsed = place.session().isUsed();
    }

    /** Waits for the end of a call that was cancelled. */
    Mono<Json> run(BiFunction<Session, Running, Mono<Json>> work) {
      Mono<Json> call =
          Mono.defer(() -> begin() ? SqlExchange.run(this, work, scheduler) : Mono.error(lost()));
      return Mono.defer(() -> {
        CompletableFuture<Void> before = idle();
        return before.isDone() ? call : Mono.fromFuture(before, true).then(call);
      });
    }

    private CompletableFuture<Void> idle() {
      synchronized (SharedConnection.this) {
        return idle;
      }
    }

    private boolean begin() {
      synchronized (SharedConnection.this) {
        if (broken || busy || over) {
          return false;
        }
        calls++;
        busy = true;
        idle = new CompletableFuture<>();
        return true;
      }
    }

    @Override
    public Session session() {
      return place.session();
    }

    @Override
    public void release() {
      done(false);
    }

    @Override
    public void invalidate() {
      done(true);
    }

    private void done(boolean breaks) {
      CompletableFuture<Void> waited;
      boolean closes;
      synchronized (SharedConnection.this) {
        busy = false;
        closes = breaks && !over;
        broken |= breaks;
        over |= breaks;
        waited = idle;
      }
      if (closes) {
        place.invalidate();
      }
      waited.complete(null);
    }

    /** Waits in the same way. */
    Mono<Void> end(boolean commit) {
      return Mono.fromFuture(idle(), true)
          .then(Mono.defer(() -> finish(commit)))
          .doOnCancel(() -> giveBack(false));
    }

    private Mono<Void> finish(boolean commit) {
      if (isBroken()) {
        return commit ? Mono.error(lost()) : Mono.empty();
      }
      if (!transaction) {
        giveBack(true);
        return Mono.empty();
      }
      Mono<Void> command =
          commit ? Transaction.commit(session(), true) : Transaction.rollback(session());
      return Transaction.started(session(), command)
          .doOnSuccess(done -> giveBack(true))
          .doOnError(error -> giveBack(commit && isRefused(error)))
          .onErrorResume(error -> commit ? Mono.error(error) : Mono.empty());
    }

    private boolean isBroken() {
      synchronized (SharedConnection.this) {
        return broken;
      }
    }

    /** Whether the server has said why, and has rolled the transaction back. */
    private static boolean isRefused(Throwable error) {
      return switch (Fault.of(error).type()) {
        case STATUS, CONFLICT, INVALID -> true;
        case TIMEOUT, UNAVAILABLE, MALFORMED, TOO_LARGE, UNKNOWN, ERROR, REJECTED -> false;
      };
    }

    private void giveBack(boolean usable) {
      synchronized (SharedConnection.this) {
        if (over) {
          return;
        }
        over = true;
        broken |= !usable;
      }
      if (usable && session().isOpen()) {
        place.release();
      } else {
        place.invalidate();
      }
    }

    private static StepException lost() {
      return new StepException(Fault.Type.UNAVAILABLE, "the connection of the session broke");
    }
  }
}
