package dev.joinall.backend.smtp;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.pool.PooledRef;

/**
 * One use of a connection, on its own virtual thread. A cancelled delivery does not start; a
 * started one runs to its end, because a mail is an effect. Always returns the connection to the
 * pool.
 */
final class Delivery<T> implements Runnable {
  /** The use of an open connection. */
  interface Work<T> {
    T on(MailConnection connection, ThreadDeadline deadline);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final PooledRef<MailConnection> place;
  private final Work<T> work;
  private final ThreadDeadline deadline;
  private final Scheduler timers;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private volatile boolean abandoned;

  Delivery(
      PooledRef<MailConnection> place, Work<T> work, ThreadDeadline deadline, Scheduler timers) {
    this.place = place;
    this.work = work;
    this.deadline = deadline;
    this.timers = timers;
  }

  Mono<T> result() {
    return Mono.fromFuture(result, true).doOnCancel(() -> abandoned = true);
  }

  @Override
  public void run() {
    Disposable watch = deadline.watch(Thread.currentThread(), timers);
    try {
      T value = use(place.poolable());
      releaseConnection(watch);
      result.complete(value);
    } catch (Throwable e) {
      releaseConnection(watch);
      fail(e);
    }
  }

  private void fail(Throwable error) {
    if (!abandoned) {
      result.completeExceptionally(error);
    } else if (!(error instanceof CancellationException)) {
      LOG.warn("A mail of a cancelled task failed: {}", error.toString());
    }
  }

  private T use(MailConnection connection) {
    if (deadline.hasPassed()) {
      throw new StepException(Fault.Type.TIMEOUT, "no time was left for the mail server");
    }
    if (!abandoned) {
      connection.open(deadline);
    }
    if (abandoned) {
      throw new CancellationException();
    }
    return work.on(connection, deadline);
  }

  /** Returns the connection. No caller waits for that, so this method subscribes itself. */
  private void releaseConnection(Disposable watch) {
    watch.dispose();
    var _ = Thread.interrupted();
    place.release().subscribe();
  }
}
