package dev.joinall.backend.amqp;

import dev.joinall.backend.StepException;
import dev.joinall.config.PoolConfig;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * The connection on which new channels are opened, and older ones that still have channels.
 * Concurrent callers share one attempt to connect. Thread-safe.
 */
final class BrokerConnections {
  /** Minimum interval between attempts to reach a broker that is down. */
  private static final Duration CONNECT_INTERVAL = Duration.ofMillis(100);

  private final BrokerConnector connector;
  private final PoolConfig pool;
  private final Scheduler timers;
  private final Set<BrokerConnection> all = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Attempt> current = new AtomicReference<>();
  private volatile boolean closed;

  private record Attempt(CompletableFuture<BrokerConnection> end, long begun) {
    /** Whether the next call should connect again. */
    boolean isExpired(Duration maxLifetime) {
      if (!end.isDone()) {
        return false;
      }
      if (end.isCompletedExceptionally()) {
        return System.nanoTime() - begun > CONNECT_INTERVAL.toNanos();
      }
      BrokerConnection connection = end.join();
      if (connection.isOlderThan(maxLifetime)) {
        connection.retire();
      }
      return connection.isRetired();
    }
  }

  BrokerConnections(BrokerConnector connector, PoolConfig pool, Scheduler timers) {
    this.connector = connector;
    this.pool = pool;
    this.timers = timers;
  }

  /** A connection with a reserved channel; fails with a {@link StepException}. */
  CompletableFuture<BrokerConnection> reserveChannel() {
    if (closed) {
      return CompletableFuture.failedFuture(AmqpFaults.closed());
    }
    return connect()
        .thenCompose(connection ->
            connection.reserveChannel()
                ? CompletableFuture.completedFuture(connection)
                : reserveChannel());
  }

  private CompletableFuture<BrokerConnection> connect() {
    Attempt seen = current.get();
    if (seen != null && !seen.isExpired(pool.life())) {
      return seen.end();
    }
    var mine = new Attempt(new CompletableFuture<>(), System.nanoTime());
    if (!current.compareAndSet(seen, mine)) {
      return connect();
    }
    if (seen != null && !seen.end().isCompletedExceptionally()) {
      seen.end().join().closeIfUnused();
    }
    var _ =
        connector
            .open()
            .whenComplete((connection, error) -> {
              if (error == null) {
                opened(mine, connection);
              } else {
                mine.end().completeExceptionally(new StepException(AmqpFaults.opening(error)));
              }
            });
    return mine.end();
  }

  private void opened(Attempt attempt, BrokerConnection connection) {
    all.add(connection);
    connection.onEnd(() -> all.remove(connection));
    if (closed) {
      connection.closeIfUnused();
      attempt.end().completeExceptionally(AmqpFaults.closed());
      return;
    }
    attempt.end().complete(connection);
    // All its callers may have cancelled.
    timers.schedule(connection::closeIfUnused, pool.idle().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Closes all connections; blocks briefly. */
  void close() {
    closed = true;
    all.forEach(BrokerConnection::close);
  }
}
