package dev.joinall.backend;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * The timeouts of one duration. On an event loop, starting and cancelling a timeout takes constant
 * time and no timer of the loop: timeouts of one duration expire in the order of their start, so a
 * linked list and one timer for its first element are enough. Netty's timer queue takes logarithmic
 * time. Thread-safe.
 *
 * <p>A timeout fires after one more socket I/O of its loop: if the loop is late, the awaited
 * response may have arrived in time and is still unread.
 */
public final class TimeoutQueue {
  private static final Logger log = LoggerFactory.getLogger(TimeoutQueue.class);

  private final Scheduler scheduler;
  private final long nanos;
  private final AtomicReferenceArray<@Nullable Row> rows;

  TimeoutQueue(Scheduler scheduler, long nanos, int loops) {
    this.scheduler = scheduler;
    this.nanos = nanos;
    this.rows = new AtomicReferenceArray<>(loops);
  }

  /**
   * The timeouts of this duration. With a scheduler without event loops, each timeout is a task of
   * it.
   *
   * @param scheduler of {@link EventLoops}, or any other
   */
  public static TimeoutQueue of(Scheduler scheduler, Duration duration) {
    long nanos = duration.toNanos();
    return scheduler instanceof LoopScheduler loops
        ? loops.timeouts(nanos)
        : new TimeoutQueue(scheduler, nanos, 0);
  }

  /** In nanoseconds. */
  public long duration() {
    return nanos;
  }

  /**
   * Runs the task after the duration, on the caller's event loop.
   *
   * @return cancels the timeout, so that the task does not run
   */
  public Disposable start(Runnable task) {
    LoopScheduler.Current current =
        scheduler instanceof LoopScheduler loops ? loops.current() : null;
    return current == null
        ? scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS)
        : row(current).add(task);
  }

  private Row row(LoopScheduler.Current current) {
    Row known = rows.get(current.index());
    if (known != null) {
      return known;
    }
    var added = new Row(current.loop(), nanos);
    rows.set(current.index(), added); // only this loop sets its element
    return added;
  }

  /** The timeouts of one event loop. Used only on this loop. */
  private static final class Row implements Runnable {
    private final EventLoop loop;
    private final long nanos;
    private @Nullable Timeout first;
    private @Nullable Timeout last;
    private boolean isTimed;

    /** The time before the last socket I/O. Timeouts that ended by then may fire. */
    private long beforeRead = System.nanoTime();

    Row(EventLoop loop, long nanos) {
      this.loop = loop;
      this.nanos = nanos;
    }

    Timeout add(Runnable task) {
      var added = new Timeout(this, task, System.nanoTime() + nanos);
      added.before = last;
      if (last == null) {
        first = added;
      } else {
        last.after = added;
      }
      last = added;
      if (!isTimed) {
        runAfter(nanos);
      }
      return added;
    }

    void remove(Timeout one) {
      Timeout before = one.before;
      Timeout after = one.after;
      if (before != null) {
        before.after = after;
      } else if (first == one) {
        first = after;
      } else {
        return; // already removed
      }
      if (after == null) {
        last = before;
      } else {
        after.before = before;
      }
      one.before = null;
      one.after = null;
    }

    private void runAfter(long delay) {
      isTimed = true;
      var _ = loop.schedule(this, delay, TimeUnit.NANOSECONDS);
    }

    /**
     * The first timeout may have been cancelled meanwhile: then this run is too early, and sets the
     * timer. A timer that is already due runs after the next socket I/O.
     */
    @Override
    public void run() {
      for (Timeout it = first; it != null && it.end - beforeRead <= 0; it = first) {
        remove(it);
        it.fire(); // timeouts that it starts go to the end of the list
      }
      isTimed = false;
      beforeRead = System.nanoTime();
      Timeout next = first;
      if (next != null) {
        runAfter(Math.max(0, next.end - beforeRead));
      }
    }
  }

  private static final class Timeout implements Disposable {
    private final Row row;
    private final long end;
    private volatile @Nullable Runnable task;
    private @Nullable Timeout before;
    private @Nullable Timeout after;

    Timeout(Row row, Runnable task, long end) {
      this.row = row;
      this.task = task;
      this.end = end;
    }

    void fire() {
      Runnable mine = task;
      task = null;
      if (mine == null) {
        return;
      }
      try {
        mine.run();
      } catch (Throwable e) { // the other timeouts must still fire
        log.error("A timeout could not be handled; please report this", e);
      }
    }

    /** On another thread, keeps the element in the list until its time. */
    @Override
    public void dispose() {
      if (task == null) {
        return;
      }
      task = null;
      if (row.loop.inEventLoop()) {
        row.remove(this);
      }
    }

    @Override
    public boolean isDisposed() {
      return task == null;
    }
  }
}
