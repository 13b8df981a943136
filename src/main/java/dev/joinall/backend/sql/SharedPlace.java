package dev.joinall.backend.sql;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A connection of the pool that several calls share, one after the other. A cancelled call keeps it
 * until the server has ended it; the next one waits. Thread-safe.
 */
final class SharedPlace implements Place {
  private final Place place;
  private final Scheduler scheduler;
  private final boolean wasUsed;
  private int calls;
  private boolean busy;
  private boolean broken;
  private boolean returned;
  private CompletableFuture<Void> idle = CompletableFuture.completedFuture(null);

  SharedPlace(Place place, Scheduler scheduler) {
    this.place = place;
    this.scheduler = scheduler;
    this.wasUsed = place.session().isUsed();
  }

  /** Runs a call when the previous one has ended. */
  Mono<Json> run(BiFunction<Session, Running, Mono<Json>> work) {
    return idle()
        .then(
            Mono.defer(() ->
                begin() ? SqlExchange.run(this, work, scheduler) : Mono.error(connectionLost())));
  }

  /** Completes when no call uses it. */
  Mono<Void> idle() {
    return Mono.defer(() -> {
      CompletableFuture<Void> before = running();
      return before.isDone() ? Mono.empty() : Mono.fromFuture(before, true);
    });
  }

  private synchronized CompletableFuture<Void> running() {
    return idle;
  }

  private synchronized boolean begin() {
    if (broken || busy || returned) {
      return false;
    }
    calls++;
    busy = true;
    idle = new CompletableFuture<>();
    return true;
  }

  /** Whether the connection broke during its first call, and was used before. */
  synchronized boolean isClosedOnReuse() {
    return wasUsed && calls <= 1 && broken;
  }

  synchronized boolean isBroken() {
    return broken;
  }

  @Override
  public Session session() {
    return place.session();
  }

  /** Called when a call has ended. */
  @Override
  public void release() {
    ended(false);
  }

  /** Called when a call has broken the connection. */
  @Override
  public void invalidate() {
    ended(true);
  }

  private void ended(boolean breaks) {
    CompletableFuture<Void> waited;
    boolean closes;
    synchronized (this) {
      busy = false;
      closes = breaks && !returned;
      broken |= breaks;
      returned |= breaks;
      waited = idle;
    }
    if (closes) {
      place.invalidate();
    }
    waited.complete(null);
  }

  /** Returns the connection to the pool, once. No call may use it any more. */
  void returnToPool(boolean usable) {
    synchronized (this) {
      if (returned) {
        return;
      }
      returned = true;
      broken |= !usable;
    }
    if (usable && session().isOpen()) {
      place.release();
    } else {
      place.invalidate();
    }
  }

  static StepException connectionLost() {
    return new StepException(Fault.Type.UNAVAILABLE, "the connection of the session broke");
  }
}
