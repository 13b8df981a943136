package dev.joinall.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The trouble there is now, for all links of a proxy. Thread-safe. */
final class Moment {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Trouble trouble = Trouble.NONE;
  private int number;

  /** One of many, in order: a trouble that begins again is a later one. */
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

  /** Waits until there is another one, or the time is up; what there is then. */
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

  /** Waits until there is another one. */
  State after(State seen) throws InterruptedException {
    return after(seen, Duration.ofNanos(TimeUnit.DAYS.toNanos(1)));
  }
}
