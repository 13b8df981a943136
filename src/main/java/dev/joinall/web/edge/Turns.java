package dev.joinall.web.edge;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Does work on one loop, one piece at a time: between two pieces the loop looks at all its
 * connections. For that loop alone.
 */
final class Turns implements Executor {
  private final Scheduler loops;
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  /**
   * Nothing waits yet.
   *
   * @param loops timers on the loop of the caller
   */
  Turns(Scheduler loops) {
    this.loops = loops;
  }

  @Override
  public void execute(Runnable work) {
    waiting.add(work);
    if (waiting.size() == 1) {
      next();
    }
  }

  /** By a timer: a loop does all tasks that there are before it looks at its connections. */
  private void next() {
    var _ = loops.schedule(this::take, 0, TimeUnit.NANOSECONDS);
  }

  private void take() {
    try {
      waiting.element().run();
    } finally {
      do {
        waiting.remove();
      } while (waiting.peek() instanceof Disposable next && next.isDisposed()); // it was cancelled
      if (!waiting.isEmpty()) {
        next();
      }
    }
  }
}
