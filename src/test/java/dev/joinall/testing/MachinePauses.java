package dev.joinall.testing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures how long this process got no processor: a collection of garbage, a virtual machine that
 * was stopped, or too much other work. A daemon thread sleeps for 10 ms at a time and records by
 * how much it woke up late. Thread-safe.
 */
public final class MachinePauses {
  private static final Duration STEP = Duration.ofMillis(10);
  private static final AtomicLong LONGEST = new AtomicLong();

  static {
    Thread.ofPlatform().daemon().name("machine-pauses").start(MachinePauses::watch);
  }

  private MachinePauses() {}

  /** Forgets the pauses so far. */
  public static void forget() {
    LONGEST.set(0);
  }

  /** The longest pause since they were forgotten. */
  public static Duration longest() {
    return Duration.ofNanos(LONGEST.get());
  }

  private static void watch() {
    long before = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(STEP);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      long late = now - before - STEP.toNanos();
      LONGEST.accumulateAndGet(late, Math::max);
      before = now;
    }
  }
}
