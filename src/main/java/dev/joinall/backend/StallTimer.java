package dev.joinall.backend;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Watches one side of a stream: signals once if the side makes no progress for too long. */
final class StallTimer {
  /** The precision is the timeout divided by this. */
  private static final int CHECKS = 5;

  private final EventExecutor loop;
  private final long timeout;
  private final BooleanSupplier waits;
  private final Runnable stalled;
  private volatile long last = System.nanoTime();
  private volatile boolean ended;

  /**
   * @param waits whether this side has to make progress now
   * @param stalled called on the event loop, at most once
   */
  StallTimer(EventExecutor loop, Duration timeout, BooleanSupplier waits, Runnable stalled) {
    this.loop = loop;
    this.timeout = timeout.toNanos();
    this.waits = waits;
    this.stalled = stalled;
  }

  void start() {
    var _ = loop.schedule(this::check, Math.max(1, timeout / CHECKS), TimeUnit.NANOSECONDS);
  }

  void progress() {
    last = System.nanoTime();
  }

  void end() {
    ended = true;
  }

  private void check() {
    if (ended) {
      return;
    }
    if (!waits.getAsBoolean()) {
      progress();
    } else if (System.nanoTime() - last > timeout) {
      ended = true;
      stalled.run();
      return;
    }
    start();
  }
}
