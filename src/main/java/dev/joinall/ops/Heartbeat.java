package dev.joinall.ops;

import io.micrometer.core.instrument.Timer;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A periodic timer on an event loop that measures its lag. Costs the loop one wake-up per beat.
 * Written by the loop, read by the watchdog.
 */
final class Heartbeat implements Runnable {
  private final EventExecutor loop;
  private final long interval;
  private final Timer lag;
  private volatile long due;
  private volatile Thread thread = Thread.currentThread();
  private volatile boolean stopped;

  /**
   * Not started yet.
   *
   * @param interval nanoseconds between two beats
   */
  Heartbeat(EventExecutor loop, long interval, Timer lag) {
    this.loop = loop;
    this.interval = interval;
    this.lag = lag;
    this.due = Long.MAX_VALUE;
  }

  void start() {
    loop.execute(() -> {
      thread = Thread.currentThread();
      next(System.nanoTime());
    });
  }

  /** One beat. */
  @Override
  public void run() {
    long now = System.nanoTime();
    lag.record(Math.max(0, now - due), TimeUnit.NANOSECONDS);
    next(now);
  }

  private void next(long now) {
    due = now + interval;
    if (!stopped) {
      try {
        var _ = loop.schedule(this, interval, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        due = Long.MAX_VALUE; // the loop is closing
      }
    }
  }

  void stop() {
    stopped = true;
  }

  /** The time of the next beat, as of {@link System#nanoTime}. */
  long due() {
    return due;
  }

  Thread thread() {
    return thread;
  }
}
