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

  /** The connection that is open, or that is being opened, or why that failed just now. */
  CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect() {
    Attempt seen = current.get();
    if (seen != null && !seen.isOver()) {
      return seen.connection();
    }
    var mine = new Attempt(new CompletableFuture<>(), System.nanoTime());
    if (!current.compareAndSet(seen, mine)) {
      return connect();
    }
    // Not on the caller's loop: the first connection of all loads much, and the first name that is
    // resolved reads files.
    Thread.ofVirtual().name("joinall-redis-connect").start(() -> begin(mine.connection()));
    return mine.connection();
  }

  private void begin(CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection) {
    try {
      connector
          .get()
          .whenComplete((open, error) -> {
            if (error == null) {
              connection.complete(open);
            } else {
              connection.completeExceptionally(error);
            }
          });
    } catch (RuntimeException e) {
      connection.completeExceptionally(e);
    }
  }

  private record Attempt(
      CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection, long begun) {

    @Nullable StatefulRedisConnection<byte[], byte[]> open() {
      if (connection.state() != CompletableFuture.State.SUCCESS) {
        return null;
      }
      var made = connection.resultNow();
      return made.isOpen() ? made : null;
    }

    boolean isOver() {
      return switch (connection.state()) {
        case RUNNING -> false;
        case SUCCESS -> open() == null;
        case FAILED, CANCELLED -> System.nanoTime() - begun > BETWEEN_ATTEMPTS.toNanos();
      };
    }
  }
}
