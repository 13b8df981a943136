package dev.joinall.backend.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * One open connection, with the number of calls that wait on it. One that is left takes no more
 * calls, and is closed when the last of those under way has ended: so nobody fails because it is
 * replaced. Thread-safe.
 */
final class Line {
  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final AtomicInteger calls = new AtomicInteger();
  private final Disposable.Composite alarms = Disposables.composite();
  private volatile boolean left;
  private volatile boolean used;

  Line(StatefulRedisConnection<byte[], byte[]> connection) {
    this.connection = connection;
  }

  boolean isOpen() {
    return !left && connection.isOpen();
  }

  /** Those under way whose callers still wait. */
  int calls() {
    return calls.get();
  }

  /**
   * Takes a call, which has to {@link #release} it once; false where it is too late for that.
   * Counts first and looks then, and {@link #leave} the other way round: so one of them sees the
   * other.
   */
  boolean take() {
    calls.incrementAndGet();
    if (left) {
      release();
      return false;
    }
    if (!used) {
      used = true;
    }
    return true;
  }

  void dispatch(Call<?> call) {
    try {
      connection.dispatch(call);
    } catch (RuntimeException e) {
      var _ = call.completeExceptionally(e);
    }
  }

  void release() {
    if (calls.decrementAndGet() == 0 && left) {
      close();
    }
  }

  void leave() {
    left = true;
    alarms.dispose();
    if (calls.get() == 0) {
      close();
    }
  }

  /** The client keeps hold of a connection, even of a broken one, until it is closed. */
  private void close() {
    var _ = connection.closeAsync();
  }

  /** Whether a call used it since this was asked last, or does so now. */
  boolean wasUsed() {
    boolean was = used || calls.get() > 0;
    used = false;
    return was;
  }

  /** Runs this after a while, unless the line is left before. */
  void after(Duration time, Scheduler timer, Runnable task) {
    Disposable.Swap alarm = Disposables.swap();
    alarms.add(alarm);
    Runnable once =
        () -> {
          alarms.remove(alarm);
          task.run();
        };
    alarm.update(timer.schedule(once, time.toNanos(), TimeUnit.NANOSECONDS));
  }
}
