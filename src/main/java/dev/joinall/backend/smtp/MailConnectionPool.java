package dev.joinall.backend.smtp;

import dev.joinall.backend.PoolPlace;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Pools;
import dev.joinall.backend.smtp.Delivery.Work;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.PoolConfig;
import dev.joinall.json.Json;
import jakarta.mail.Session;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.pool.InstrumentedPool;
import reactor.pool.PooledRef;

/**
 * The pool of connections to one mail server, and the virtual threads that block on them: at most
 * one thread for each place. Thread-safe.
 */
final class MailConnectionPool implements AutoCloseable {
  /** The maximum time that {@link #close} waits for mails that are being sent. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Duration timeout;
  private final Duration acquireTimeout;
  private final Scheduler timers;
  private final ExecutorService threads;
  private final InstrumentedPool<MailConnection> pool;

  MailConnectionPool(SmtpAddress address, BackendConfig config, Session session, Scheduler timers) {
    this.timeout = config.timeout();
    this.acquireTimeout = config.pool().acquireTimeout();
    this.timers = timers;
    this.threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("joinall-smtp-" + config.name() + "-", 0).factory());
    this.pool = pool(Mono.fromSupplier(() -> new MailConnection(address, session)), config.pool());
  }

  private InstrumentedPool<MailConnection> pool(Mono<MailConnection> places, PoolConfig config) {
    Scheduler blocking = Schedulers.fromExecutor(this::block);
    return Pools.of(places, config, timers)
        .idleResourceReuseMruOrder()
        .evictionPredicate((place, use) ->
            !place.isOpen()
                || use.idleTime() >= config.idle().toMillis()
                || use.lifeTime() >= config.life().toMillis())
        .evictInBackground(Pools.shortestLifetime(config), timers)
        .destroyHandler(it -> Mono.<Void>fromRunnable(it::close).subscribeOn(blocking))
        .buildPool();
  }

  /** Runs a task on this thread if it may block, else on a new one. */
  private void block(Runnable task) {
    if (Thread.currentThread().isVirtual()) {
      task.run();
    } else {
      threads.execute(task);
    }
  }

  /** Connects or checks an open connection, within the backend's timeout. */
  Mono<Boolean> ping() {
    return use((connection, deadline) -> true, timeout);
  }

  /** Sends a mail within this time. */
  Mono<Json> send(Mail mail, Duration left) {
    return use((connection, deadline) -> connection.send(mail, deadline), left);
  }

  /**
   * Uses an open connection; the result is published on the caller's loop. The deadline of a
   * delivery is a little earlier than the timeout around it, so that the delivery can report its
   * state: a mail interrupted after its last byte is unknown, not just late.
   */
  private <T> Mono<T> use(Work<T> work, Duration left) {
    return Mono.defer(() -> {
      var deadline = new ThreadDeadline(Pools.within(left));
      return PoolPlace.of(pool, acquireTimeout)
          .onErrorMap(MailFaults::ofPool)
          .flatMap(place -> start(place, work, deadline))
          .publishOn(timers);
    });
  }

  private <T> Mono<T> start(
      PooledRef<MailConnection> place, Work<T> work, ThreadDeadline deadline) {
    var delivery = new Delivery<>(place, work, deadline, timers);
    try {
      threads.execute(delivery);
      return delivery.result();
    } catch (RejectedExecutionException e) {
      return place.invalidate().then(Mono.error(MailFaults::closed));
    }
  }

  PoolUse use() {
    return Pools.use(pool);
  }

  /** Waits briefly for mails that are being sent; must not be called on an event loop. */
  @Override
  public void close() {
    pool.disposeLater().timeout(CLOSE_TIMEOUT, timers).onErrorComplete().block();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
