package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * One open connection and the number of its calls in flight. After {@link #retire} it accepts no
 * more calls and closes when the last one has ended, so replacing it fails no call. Thread-safe.
 */
final class MultiplexedConnection {
  /** Maximum time for an incomplete reply, which delays the replies after it. */
  private static final Duration PARTIAL_REPLY_TIMEOUT = Duration.ofMillis(100);

  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final Duration silenceTimeout;
  private final Consumer<MultiplexedConnection> silent;
  private final RefusedCalls refusals;
  private final AtomicBoolean reported = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger calls = new AtomicInteger();
  private final Disposable.Composite alarms = Disposables.composite();
  private volatile boolean retired;
  private volatile boolean used;

  /** Time of the first call sent after the last reply; 0 if there is none. */
  private volatile long silentSince;

  /**
   * @param silenceTimeout how long calls may be in flight without any reply
   * @param silent called once, when that time has passed and a caller has cancelled
   */
  MultiplexedConnection(
      StatefulRedisConnection<byte[], byte[]> connection,
      Duration silenceTimeout,
      Consumer<MultiplexedConnection> silent,
      RefusedCalls refusals) {
    this.connection = connection;
    this.silenceTimeout = silenceTimeout;
    this.silent = silent;
    this.refusals = refusals;
  }

  boolean isOpen() {
    return !retired && connection.isOpen();
  }

  /** Number of calls in flight whose callers still wait. */
  int calls() {
    return calls.get();
  }

  /**
   * Reserves the connection for a call, which must {@link #release} it once; false after {@link
   * #retire}. Increments the count before the check, and {@link #retire} does the reverse, so at
   * least one of them sees the other.
   */
  boolean tryAcquire() {
    calls.incrementAndGet();
    if (retired) {
      release();
      return false;
    }
    if (!used) {
      used = true;
    }
    return true;
  }

  void dispatch(PendingCommand<?> call) {
    sending();
    try {
      connection.dispatch(call);
    } catch (RuntimeException e) {
      var _ = call.completeExceptionally(e);
    }
  }

  /** Sends {@code ASKING} before the call, and no other call between them. */
  void dispatchAsking(PendingCommand<?> call) {
    sending();
    var asking = new Command<>(CommandType.ASKING, new StatusOutput<>(ByteArrayCodec.INSTANCE));
    try {
      var _ = connection.dispatch(List.of(asking, call));
    } catch (RuntimeException e) {
      var _ = call.completeExceptionally(e);
    }
  }

  private void sending() {
    if (silentSince == 0) {
      silentSince = System.nanoTime() | 1;
    }
  }

  /**
   * Called when a reply was read.
   *
   * @param refused the fault if the server refused the call, else null
   */
  void answered(boolean effect, @Nullable Fault refused) {
    silentSince = 0;
    refusals.answered(effect, refused);
  }

  /** Called when a caller has cancelled its call. */
  void callerCancelled(boolean halfRead) {
    long since = silentSince;
    Duration limit = halfRead ? PARTIAL_REPLY_TIMEOUT : silenceTimeout;
    if (since != 0
        && System.nanoTime() - since > limit.toNanos()
        && reported.compareAndSet(false, true)) {
      silent.accept(this);
    }
  }

  void release() {
    if (calls.decrementAndGet() == 0 && retired) {
      close();
    }
  }

  void retire() {
    retired = true;
    alarms.dispose();
    if (calls.get() == 0) {
      close();
    }
  }

  /** The client keeps a reference even to a broken connection until it is closed. */
  private void close() {
    if (closed.compareAndSet(false, true)) {
      var _ = connection.closeAsync();
    }
  }

  /** Whether a call used the connection since the last check, or uses it now. */
  boolean wasUsed() {
    boolean was = used || calls.get() > 0;
    used = false;
    return was;
  }

  /** Runs a task after a delay, unless the connection is retired before. */
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
