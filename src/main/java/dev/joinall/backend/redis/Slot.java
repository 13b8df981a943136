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
 * A place for one connection. It is opened when somebody asks, and again when somebody asks after
 * it broke; all who ask meanwhile share the one attempt. After its life another one takes its place
 * as soon as that is open; one that nobody uses is closed. Thread-safe.
 */
final class Slot {
  /** A server that is down gets no more attempts than one in this time. */
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

  /** An old connection is better than none: how long it stays where no other one can be opened. */
  private static final Duration REPRIEVE = Duration.ofSeconds(1);

  private final Supplier<CompletionStage<StatefulRedisConnection<byte[], byte[]>>> connector;
  private final PoolConfig pool;
  private final Duration patience;
  private final RefusedCalls refusals;
  private final Scheduler timer;
  private final AtomicReference<@Nullable Attempt> current = new AtomicReference<>();

  Slot(
      Supplier<CompletionStage<StatefulRedisConnection<byte[], byte[]>>> connector,
      PoolConfig pool,
      Duration patience,
      RefusedCalls refusals,
      Scheduler timer) {
    this.connector = connector;
    this.pool = pool;
    this.patience = patience;
    this.refusals = refusals;
    this.timer = timer;
  }

  /** The connection, if it is open now. */
  @Nullable Line open() {
    Attempt attempt = current.get();
    return attempt == null ? null : attempt.open();
  }

  /** The connection that is open or being opened, or why that failed just now. Never fails. */
  CompletableFuture<Opening> connect() {
    Attempt seen = current.get();
    if (seen != null && !seen.isOver()) {
      return seen.end();
    }
    var mine = Attempt.now();
    if (!current.compareAndSet(seen, mine)) {
      return connect();
    }
    if (seen != null) {
      seen.leave();
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
              opened(attempt, new Line(connection, patience, it -> replace(attempt, it), refusals));
            } else {
              failed(attempt, error);
            }
          });
    } catch (RuntimeException | Error e) {
      // An attempt that never ends would keep every later call from trying again.
      failed(attempt, e);
    }
  }

  private void opened(Attempt attempt, Line line) {
    line.after(pool.life(), timer, () -> replace(attempt, line));
    lookAfterHalfIdle(attempt, line);
    attempt.end().complete(new Opening.Open(line));
  }

  private static void failed(Attempt attempt, Throwable error) {
    attempt.end().complete(new Opening.Failed(RedisFaults.connecting(error)));
  }

  private void replace(Attempt old, Line line) {
    var fresh = Attempt.now();
    begin(fresh);
    var _ = fresh.end().thenAccept(opening -> replaced(old, line, fresh, opening));
  }

  private void replaced(Attempt old, Line line, Attempt fresh, Opening opening) {
    switch (opening) {
      case Opening.Open open -> {
        boolean taken = current.compareAndSet(old, fresh);
        (taken ? old : fresh).leave();
      }
      case Opening.Failed failed when line.isOpen() ->
          line.after(REPRIEVE, timer, () -> replace(old, line));
      case Opening.Failed failed -> {}
    }
  }

  /** Twice in the time that it may be idle, so that it is never idle for longer. */
  private void lookAfterHalfIdle(Attempt attempt, Line line) {
    line.after(
        pool.idle().dividedBy(2),
        timer,
        () -> {
          if (line.wasUsed()) {
            lookAfterHalfIdle(attempt, line);
          } else if (current.compareAndSet(attempt, null)) {
            line.leave();
          }
        });
  }

  /** The next call opens another connection; soon, where this one is no older than an attempt. */
  void leave() {
    Attempt attempt = current.get();
    Line line = attempt == null ? null : attempt.open();
    if (attempt == null || line == null) {
      return;
    }
    long young = BETWEEN_ATTEMPTS.toNanos() - (System.nanoTime() - attempt.begun());
    if (young <= 0) {
      line.leave();
    } else if (attempt.leaving().compareAndSet(false, true)) {
      line.after(Duration.ofNanos(young), timer, line::leave);
    }
  }

  void close() {
    Attempt last = current.getAndSet(null);
    if (last != null) {
      last.leave();
    }
  }

  private record Attempt(CompletableFuture<Opening> end, long begun, AtomicBoolean leaving) {
    static Attempt now() {
      return new Attempt(new CompletableFuture<>(), System.nanoTime(), new AtomicBoolean());
    }

    @Nullable Line open() {
      return end.getNow(null) instanceof Opening.Open(var line) && line.isOpen() ? line : null;
    }

    void leave() {
      var _ =
          end.thenAccept(opening -> {
            if (opening instanceof Opening.Open(var line)) {
              line.leave();
            }
          });
    }

    boolean isOver() {
      return switch (end.getNow(null)) {
        case null -> false;
        case Opening.Open(var line) -> !line.isOpen();
        case Opening.Failed failed -> System.nanoTime() - begun > BETWEEN_ATTEMPTS.toNanos();
      };
    }
  }
}
