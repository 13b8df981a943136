package dev.joinall.backend.smtp;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * The deadline of one virtual thread. Thread-safe.
 *
 * <p>A socket's read timeout restarts with each byte, so a slow server could hold a connection
 * forever. At the deadline the thread is interrupted: a virtual thread that blocks on a socket then
 * closes it and gets an exception, in reads, writes and connects, with and without TLS.
 */
final class ThreadDeadline {
  private final long end;
  private volatile boolean passed;

  ThreadDeadline(Duration left) {
    this.end = System.nanoTime() + left.toNanos();
  }

  /** Interrupts this thread at the deadline, unless disposed of before. */
  Disposable watch(Thread thread, Scheduler timers) {
    return timers.schedule(
        () -> {
          passed = true;
          thread.interrupt();
        },
        Math.max(0, end - System.nanoTime()),
        TimeUnit.NANOSECONDS);
  }

  boolean hasPassed() {
    return passed || System.nanoTime() - end >= 0;
  }
}
