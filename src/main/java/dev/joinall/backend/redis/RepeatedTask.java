package dev.joinall.backend.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** A task that runs periodically from its first use until it is closed. Thread-safe. */
final class RepeatedTask {
  private final Runnable task;
  private final Duration interval;
  private final Scheduler timer;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Disposable.Swap next = Disposables.swap();

  /**
   * @param task must not fail
   */
  RepeatedTask(Runnable task, Duration interval, Scheduler timer) {
    this.task = task;
    this.interval = interval;
    this.timer = timer;
  }

  void begin() {
    if (!begun.get() && begun.compareAndSet(false, true)) {
      schedule();
    }
  }

  private void schedule() {
    if (!next.isDisposed()) {
      next.update(timer.schedule(this::run, interval.toNanos(), TimeUnit.NANOSECONDS));
    }
  }

  private void run() {
    schedule();
    task.run();
  }

  void close() {
    next.dispose();
  }
}
