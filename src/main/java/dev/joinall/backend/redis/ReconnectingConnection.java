package dev.joinall.backend.redis;

import dev.joinall.config.PoolConfig;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * A slot for one connection. Opens it on demand, and again after it broke; concurrent callers share
 * one attempt. A connection at the end of its life is replaced once the new one is open; an idle
 * one is closed. Thread-safe.
 */
final class ReconnectingConnection {
  /** Minimum interval between attempts to reach a server that is down. */
  private static final Duration CONNECT_INTERVAL = Duration.ofMillis(100);

  /** An old connection is kept for this long if no new one can be opened. */
  private static final Duration CLOSE_DELAY = Duration.ofSeconds(1);

  private final Supplier<CompletionStage<StatefulRedisConnection<byte[], byte[]>>> connector;
  private final PoolConfig pool;
  private final Duration silenceTimeout;
  private final RefusedCalls refusals;
  private final Scheduler timer;
  private final AtomicReference<@Nullable Attempt> current = new AtomicReference<>();

  ReconnectingConnection(
      Supplier<CompletionStage<StatefulRedisConnection<byte[], byte[]>>> connector,
      PoolConfig pool,
      Duration silenceTimeout,
      RefusedCalls refusals,
      Scheduler timer) {
    this.connector = connector;
    this.pool = pool;
    this.silenceTimeout = silenceTimeout;
    this.refusals = refusals;
    this.timer = timer;
  }

  /** The connection if it is open, else null. */
  @Nullable MultiplexedConnection open() {
    Attempt attempt = current.get();
    return attempt == null ? null : attempt.open();
  }

  /** The connection, open or being opened, or the reason of a recent failure. Never fails. */
  CompletableFuture<ConnectResult> connect() {
    Attempt seen = current.get();
    if (seen != null && !seen.isEnded()) {
      return seen.end();
    }
    var mine = Attempt.now();
    if (!current.compareAndSet(seen, mine)) {
      return connect();
    }
    if (seen != null) {
      seen.retire();
    }
    begin(mine);
    return mine.end();
  }

  private void begin(Attempt attempt) {
    try {
      connector
          .get()
          .whenComplete((connection, error) -> {
            if (error == null) {
              opened(
                  attempt,
                  new MultiplexedConnection(
                      connection, silenceTimeout, it -> replace(attempt, it), refusals));
            } else {
              failed(attempt, error);
            }
          });
    } catch (RuntimeException | Error e) {
      // An attempt without an end would block all later attempts.
      failed(attempt, e);
    }
  }

  private void opened(Attempt attempt, MultiplexedConnection connection) {
    connection.after(pool.life(), timer, () -> replace(attempt, connection));
    checkAfterHalfIdle(attempt, connection);
    attempt.end().complete(new ConnectResult.Open(connection));
  }

  private static void failed(Attempt attempt, Throwable error) {
    attempt.end().complete(new ConnectResult.Failed(RedisFaults.connecting(error)));
  }

  private void replace(Attempt old, MultiplexedConnection connection) {
    var fresh = Attempt.now();
    begin(fresh);
    var _ = fresh.end().thenAccept(attempt -> replaced(old, connection, fresh, attempt));
  }

  private void replaced(
      Attempt old, MultiplexedConnection connection, Attempt fresh, ConnectResult attempt) {
    switch (attempt) {
      case ConnectResult.Open open -> {
        boolean isReplaced = current.compareAndSet(old, fresh);
        (isReplaced ? old : fresh).retire();
      }
      case ConnectResult.Failed failed when connection.isOpen() ->
          connection.after(CLOSE_DELAY, timer, () -> replace(old, connection));
      case ConnectResult.Failed failed -> {}
    }
  }

  /** Checks twice within the maximum idle time, so that no connection exceeds it. */
  private void checkAfterHalfIdle(Attempt attempt, MultiplexedConnection connection) {
    connection.after(
        pool.idle().dividedBy(2),
        timer,
        () -> {
          if (connection.wasUsed()) {
            checkAfterHalfIdle(attempt, connection);
          } else if (current.compareAndSet(attempt, null)) {
            connection.retire();
          }
        });
  }

  /**
   * Makes the next call open another connection; delayed if this one is younger than the interval
   * between attempts.
   */
  void retire() {
    Attempt attempt = current.get();
    MultiplexedConnection connection = attempt == null ? null : attempt.open();
    if (attempt == null || connection == null) {
      return;
    }
    long young = CONNECT_INTERVAL.toNanos() - (System.nanoTime() - attempt.begun());
    if (young <= 0) {
      connection.retire();
    } else if (attempt.retiring().compareAndSet(false, true)) {
      connection.after(Duration.ofNanos(young), timer, connection::retire);
    }
  }

  void close() {
    Attempt last = current.getAndSet(null);
    if (last != null) {
      last.retire();
    }
  }

  private record Attempt(CompletableFuture<ConnectResult> end, long begun, AtomicBoolean retiring) {
    static Attempt now() {
      return new Attempt(new CompletableFuture<>(), System.nanoTime(), new AtomicBoolean());
    }

    @Nullable MultiplexedConnection open() {
      return end.getNow(null) instanceof ConnectResult.Open(var connection) && connection.isOpen()
          ? connection
          : null;
    }

    void retire() {
      var _ =
          end.thenAccept(attempt -> {
            if (attempt instanceof ConnectResult.Open(var connection)) {
              connection.retire();
            }
          });
    }

    boolean isEnded() {
      return switch (end.getNow(null)) {
        case null -> false;
        case ConnectResult.Open(var connection) -> !connection.isOpen();
        case ConnectResult.Failed failed -> System.nanoTime() - begun > CONNECT_INTERVAL.toNanos();
      };
    }
  }
}
