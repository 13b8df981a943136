package dev.joinall.backend.mongo;

import com.mongodb.ClientSessionOptions;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.MongoClient;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.template.RequestSession;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The driver's session of one request: causally consistent, or a transaction. Begun by its first
 * call. A cancelled call keeps the session until the driver is done with it. Thread-safe.
 */
final class MongoSession implements RequestSession {
  private static final ClientSessionOptions CAUSAL =
      ClientSessionOptions.builder().causallyConsistent(true).build();

  /** MongoDB supports transactions only on the primary, independent of the address. */
  private static final TransactionOptions ON_PRIMARY =
      TransactionOptions.builder().readPreference(ReadPreference.primary()).build();

  private final boolean transaction;
  private final UnaryOperator<Throwable> faults;
  private @Nullable ClientSession session;
  private CompletableFuture<Void> idle = CompletableFuture.completedFuture(null);
  private boolean ended;

  /**
   * @param faults converts the error of a commit
   */
  MongoSession(boolean transaction, UnaryOperator<Throwable> faults) {
    this.transaction = transaction;
    this.faults = faults;
  }

  boolean isTransaction() {
    return transaction;
  }

  /** Emits the driver's session, when the driver is done with the previous call. */
  Mono<ClientSession> begin(MongoClient driver) {
    return Mono.defer(() -> {
      Known known = known();
      if (known.session() == null) {
        return Mono.from(driver.startSession(CAUSAL)).flatMap(this::store);
      }
      return known.idle().isDone()
          ? Mono.just(known.session())
          : Mono.fromFuture(known.idle(), true).thenReturn(known.session());
    });
  }

  private record Known(@Nullable ClientSession session, CompletableFuture<Void> idle) {}

  private synchronized Known known() {
    return new Known(session, idle);
  }

  private synchronized Mono<ClientSession> store(ClientSession begun) {
    if (ended) {
      begun.close();
      return Mono.error(new StepException(Fault.Type.TIMEOUT, "the call was abandoned"));
    }
    if (transaction) {
      begun.startTransaction(ON_PRIMARY);
    }
    session = begun;
    return Mono.just(begun);
  }

  /**
   * Called when a call begins.
   *
   * @return an action to run when the driver is done with the call
   */
  synchronized Runnable busy() {
    var done = new CompletableFuture<Void>();
    idle = done;
    return () -> done.complete(null);
  }

  @Override
  public Mono<Void> end(boolean commit) {
    return Mono.defer(() -> {
      CompletableFuture<Void> waited;
      ClientSession last;
      synchronized (this) {
        ended = true;
        waited = idle;
        last = session;
      }
      return last == null
          ? Mono.empty()
          : Mono.fromFuture(waited, true)
              .then(Mono.defer(() -> finish(last, commit)))
              .doFinally(signal -> last.close());
    });
  }

  private Mono<Void> finish(ClientSession last, boolean commit) {
    if (!last.hasActiveTransaction()) {
      return Mono.empty();
    }
    return commit
        ? Mono.from(last.commitTransaction()).onErrorMap(faults)
        : Mono.from(last.abortTransaction()).onErrorComplete();
  }
}
