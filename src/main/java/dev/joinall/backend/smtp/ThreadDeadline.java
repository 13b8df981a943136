package dev.joinall.backend.smtp;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * The end of what one virtual thread does. Thread-safe.
 *
 * <p>A socket's read timeout starts anew with each byte, so a server that drips holds a connection
 * for ever. When the time is up the thread is interrupted: a virtual thread that blocks on a socket
 * then closes it and goes on with an exception, in reads, writes and connects, with TLS or without.
 */
final class ThreadDeadline {
  private final long end;
  private volatile boolean passed;

  ThreadDeadline(Duration left) {
    this.end = System.nanoTime() + left.toNanos();
  }

  /** Interrupts this thread at the end, unless it is disposed of before. */
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
