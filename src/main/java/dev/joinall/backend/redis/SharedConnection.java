package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * One open connection, with the number of calls that wait on it. One that is left takes no more
 * calls, and is closed when the last of those under way has ended: so nobody fails because it is
 * replaced. Thread-safe.
 */
final class SharedConnection {
  /** A reply that has begun and is not complete for so long holds up those behind it. */
  private static final Duration PARTIAL_REPLY_TIMEOUT = Duration.ofMillis(100);

  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final Duration patience;
  private final Consumer<SharedConnection> silent;
  private final RefusedCalls refusals;
  private final AtomicBoolean reported = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger calls = new AtomicInteger();
  private final Disposable.Composite alarms = Disposables.composite();
  private volatile boolean left;
  private volatile boolean used;

  /** When the first call was sent after the last reply; 0 where none was. */
  private volatile long silentSince;

  /**
   * @param patience how long calls may be under way without a reply to any
   * @param silent told once, when that was longer and a caller has left
   */
  SharedConnection(
      StatefulRedisConnection<byte[], byte[]> connection,
      Duration patience,
      Consumer<SharedConnection> silent,
      RefusedCalls refusals) {
    this.connection = connection;
    this.patience = patience;
    this.silent = silent;
    this.refusals = refusals;
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

  void dispatch(PendingCommand<?> call) {
    if (silentSince == 0) {
      silentSince = System.nanoTime() | 1;
    }
    try {
      connection.dispatch(call);
    } catch (RuntimeException e) {
      var _ = call.completeExceptionally(e);
    }
  }

  /** A reply was read. The server may have refused the call for a reason of its own. */
  void answered(boolean effect, @Nullable Fault refused) {
    silentSince = 0;
    refusals.answered(effect, refused);
  }

  /** The caller of a call has left. */
  void abandoned(boolean halfRead) {
    long since = silentSince;
    Duration most = halfRead ? PARTIAL_REPLY_TIMEOUT : patience;
    if (since != 0
        && System.nanoTime() - since > most.toNanos()
        && reported.compareAndSet(false, true)) {
      silent.accept(this);
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
    if (closed.compareAndSet(false, true)) {
      var _ = connection.closeAsync();
    }
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
