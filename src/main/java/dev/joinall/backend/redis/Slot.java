package dev.joinall.backend.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place for one connection. It is opened when somebody asks, and again when somebody asks after
 * it broke; all who ask meanwhile share the one attempt. Thread-safe.
 */
final class Slot {
  /** A server that is down gets no more attempts than one in this time. */
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

  private final Supplier<CompletionStage<StatefulRedisConnection<byte[], byte[]>>> connector;
  private final AtomicReference<@Nullable Attempt> current = new AtomicReference<>();

  Slot(Supplier<CompletionStage<StatefulRedisConnection<byte[], byte[]>>> connector) {
    this.connector = connector;
  }

  /** The connection, if it is open now. */
  @Nullable StatefulRedisConnection<byte[], byte[]> open() {
    Attempt attempt = current.get();
    return attempt == null ? null : attempt.open();
  }

  /** The connection that is open or being opened, or why that failed just now. Never fails. */
  CompletableFuture<Opening> connect() {
    Attempt seen = current.get();
    if (seen != null && !seen.isOver()) {
      return seen.end();
    }
    var mine = new Attempt(new CompletableFuture<>(), System.nanoTime());
    if (!current.compareAndSet(seen, mine)) {
      return connect();
    }
    if (seen != null) {
      seen.discard();
    }
    // Not on the caller's loop: the first connection of all loads much, and the first name that is
    // resolved reads files.
    Thread.ofVirtual().name("joinall-redis-connect").start(() -> begin(mine.end()));
    return mine.end();
  }

  private void begin(CompletableFuture<Opening> end) {
    try {
      connector
          .get()
          .whenComplete((open, error) ->
              end.complete(
                  error == null
                      ? new Opening.Open(open)
                      : new Opening.Failed(RedisFaults.connecting(error))));
    } catch (RuntimeException | Error e) {
      // An attempt that never ends would keep every later call from trying again.
      end.complete(new Opening.Failed(RedisFaults.connecting(e)));
    }
  }

  private record Attempt(CompletableFuture<Opening> end, long begun) {

    @Nullable StatefulRedisConnection<byte[], byte[]> open() {
      return end.getNow(null) instanceof Opening.Open(var connection) && connection.isOpen()
          ? connection
          : null;
    }

    /** The client keeps hold of a connection, even a broken one, until it is closed. */
    void discard() {
      if (end.getNow(null) instanceof Opening.Open(var connection)) {
        var _ = connection.closeAsync();
      }
    }

    boolean isOver() {
      return switch (end.getNow(null)) {
        case null -> false;
        case Opening.Open open -> !open.connection().isOpen();
        case Opening.Failed failed -> System.nanoTime() - begun > BETWEEN_ATTEMPTS.toNanos();
      };
    }
  }
}
