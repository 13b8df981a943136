package dev.joinall.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The current fault of all links of a proxy. Thread-safe. */
final class Moment {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Trouble trouble = Trouble.NONE;
  private int number;

  /** A numbered state: a fault that begins again has a higher number. */
  record State(Trouble trouble, int number) {}

  void begin(Trouble next) {
    lock.lock();
    try {
      trouble = next;
      number++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  State now() {
    lock.lock();
    try {
      return new State(trouble, number);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for another state or the end of the time; returns the current state. */
  State after(State seen, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (number == seen.number() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return new State(trouble, number);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for another state. */
  State after(State seen) throws InterruptedException {
    return after(seen, Duration.ofNanos(TimeUnit.DAYS.toNanos(1)));
  }
}
