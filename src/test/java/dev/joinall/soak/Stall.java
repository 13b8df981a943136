package dev.joinall.soak;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The longest delay of a thread that only sleeps: the time that a busy machine takes from every
 * process. On an idle machine about a millisecond. Limits of single answers add it, so that a row
 * describes the server and not its neighbours.
 */
final class Stall implements AutoCloseable {
  /** An answer waits for a thread of the server, of its timer, and of the client. */
  private static final int THREADS = 3;

  private static final long STEP = Duration.ofMillis(1).toNanos();

  private volatile boolean ended;
  private volatile long longest;

  private Stall() {}

  /** Measures from now on. */
  static Stall watch() {
    var stall = new Stall();
    Thread.ofPlatform().daemon().name("stall").start(stall::run);
    return stall;
  }

  private void run() {
    while (!ended) {
      long before = System.nanoTime();
      LockSupport.parkNanos(STEP);
      longest = Math.max(longest, System.nanoTime() - before - STEP);
    }
  }

  /** In milliseconds, so far. */
  double millis() {
    return longest / 1e6;
  }

  /** A limit in milliseconds, with what the machine took. */
  double addedTo(double limit) {
    return limit + THREADS * millis();
  }

  /** How the table writes that limit. */
  String describe(double limit) {
    return "%.0f ms + %d x %.1f".formatted(limit, THREADS, millis());
  }

  @Override
  public void close() {
    ended = true;
  }
}
