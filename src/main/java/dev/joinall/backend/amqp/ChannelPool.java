package dev.joinall.backend.amqp;

import dev.joinall.backend.Hub;
import dev.joinall.backend.PoolPlace;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Pools;
import dev.joinall.backend.StepException;
import dev.joinall.backend.WorkerReply;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.PoolConfig;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.pool.InstrumentedPool;
import reactor.pool.PooledRef;

/**
 * The channels to one broker, and the virtual threads that block on them: at most one for each
 * place. Thread-safe.
 */
final class ChannelPool implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private final Duration timeout;
  private final Duration acquireTimeout;
  private final Scheduler timers;
  private final ExecutorService threads;
  private final BrokerConnections connections;
  private final LongAdder lateReplies = new LongAdder();
  private final InstrumentedPool<CallChannel> pool;

  ChannelPool(BackendConfig config, Hub hub) {
    this.timeout = config.timeout();
    this.acquireTimeout = config.pool().acquireTimeout();
    this.timers = hub.scheduler();
    this.threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("joinall-amqp-" + config.name() + "-", 0).factory());
    this.connections =
        new BrokerConnections(new BrokerConnector(config, hub, threads), config.pool(), timers);
    this.pool = pool(config.pool());
    PendingMessage.load();
  }

  private InstrumentedPool<CallChannel> pool(PoolConfig config) {
    return Pools.of(Mono.fromFuture(this::open), config, timers)
        .idleResourceReuseMruOrder()
        .evictionPredicate((channel, use) ->
            !channel.isUsable()
                || use.idleTime() >= config.idle().toMillis()
                || channel.connection().isOlderThan(config.life()))
        .evictInBackground(Pools.shortestLifetime(config), timers)
        .destroyHandler(channel -> Mono.fromRunnable(() -> close(channel)))
        .buildPool();
  }

  private CompletableFuture<CallChannel> open() {
    return connections.reserveChannel().thenComposeAsync(this::openOn, threads);
  }

  /** Blocks. */
  private CompletableFuture<CallChannel> openOn(BrokerConnection connection) {
    try {
      return CompletableFuture.completedFuture(CallChannel.open(connection, lateReplies));
    } catch (IOException | RuntimeException e) {
      connection.release();
      return CompletableFuture.failedFuture(new StepException(AmqpFaults.opening(e)));
    }
  }

  private void close(CallChannel channel) {
    try {
      threads.execute(channel::close);
    } catch (RejectedExecutionException e) {
      // The backend is being closed, with all connections.
    }
  }

  /** Sends a message, and waits for the broker's confirm or the worker's reply. */
  Mono<Json> send(Message message, WorkerReply reader, Scope scope) {
    return acquire(Duration.ofNanos(scope.remaining()))
        .flatMap(place ->
            Mono.<Json>create(sink -> {
              var call = new PendingMessage(place, message, reader, scope, sink);
              sink.onCancel(call::abandon);
              execute(call, call);
            }))
        .publishOn(timers);
  }

  private void execute(Runnable task, PendingMessage call) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      call.abandon();
    }
  }

  /**
   * Acquires a channel. Without one, a call ends a little before its timeout, and nothing was sent.
   */
  private Mono<PooledRef<CallChannel>> acquire(Duration left) {
    return PoolPlace.of(pool, acquireTimeout)
        .timeout(Pools.within(left), Mono.error(AmqpFaults::tooLate), timers)
        .onErrorMap(AmqpFaults::ofPool);
  }

  /** Makes a round trip to the broker, over a channel of the pool. */
  Mono<Boolean> ping() {
    return acquire(timeout)
        .flatMap(place ->
            Mono.fromCallable(
                    () -> {
                      place.poolable().ping();
                      return true;
                    })
                .subscribeOn(Schedulers.fromExecutor(threads))
                .onErrorMap(error -> new StepException(AmqpFaults.opening(error)))
                .flatMap(pong -> place.release().thenReturn(pong))
                .onErrorResume(error -> place.invalidate().then(Mono.error(error))))
        .timeout(timeout, Mono.error(AmqpFaults::tooLate), timers)
        .publishOn(timers);
  }

  PoolUse use() {
    return Pools.use(pool);
  }

  /** The number of replies that arrived when their call no longer waited. */
  long lateReplies() {
    return lateReplies.sum();
  }

  /** Must not be called on an event loop. */
  @Override
  public void close() {
    pool.disposeLater().timeout(CLOSE_TIMEOUT, timers).onErrorComplete().block();
    connections.close();
    threads.shutdown();
  }
}
