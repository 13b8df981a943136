package dev.joinall.backend;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;

/**
 * Runs tasks and timers on the caller's event loop, so that a timer wakes no other thread; uses the
 * next loop if the caller is not on one. Thread-safe.
 */
final class LoopScheduler implements Scheduler {
  private final EventLoopGroup loops;

  private final int count;

  /** Cached for each thread: the search is linear in the number of loops. */
  private final FastThreadLocal<@Nullable Current> current =
      new FastThreadLocal<>() {
        @Override
        protected @Nullable Current initialValue() {
          int index = 0;
          for (EventExecutor loop : loops) {
            if (loop.inEventLoop()) {
              return new Current((EventLoop) loop, index);
            }
            index++;
          }
          return null;
        }
      };

  /** By nanoseconds. A file has few distinct durations. */
  private final Map<Long, TimeoutQueue> timeouts = new ConcurrentHashMap<>();

  /** The event loop of a thread, and its index. */
  record Current(EventLoop loop, int index) {}

  LoopScheduler(EventLoopGroup loops) {
    this.loops = loops;
    this.count = Math.toIntExact(StreamSupport.stream(loops.spliterator(), false).count());
  }

  /** The caller's loop; null on other threads. */
  @Nullable Current current() {
    return current.get();
  }

  TimeoutQueue timeouts(long nanos) {
    return timeouts.computeIfAbsent(nanos, it -> new TimeoutQueue(this, it, count));
  }

  private EventExecutor loop() {
    Current mine = current.get();
    return mine == null ? loops.next() : mine.loop();
  }

  @Override
  public Disposable schedule(Runnable task) {
    return submit(loop(), task);
  }

  @Override
  public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
    return submit(loop(), task, delay, unit);
  }

  @Override
  public Worker createWorker() {
    return new LoopWorker(loop());
  }

  private static Disposable submit(EventExecutor loop, Runnable task) {
    try {
      return disposable(loop.submit(task));
    } catch (RejectedExecutionException e) {
      throw Exceptions.failWithRejected(e);
    }
  }

  private static Disposable submit(EventExecutor loop, Runnable task, long delay, TimeUnit unit) {
    try {
      return disposable(loop.schedule(task, delay, unit));
    } catch (RejectedExecutionException e) {
      throw Exceptions.failWithRejected(e);
    }
  }

  private static Disposable disposable(Future<?> future) {
    return () -> future.cancel(false);
  }

  /** Runs all tasks of a worker on one loop, in order. */
  private static final class LoopWorker implements Worker {
    private final EventExecutor loop;
    private final Disposable.Composite submitted = Disposables.composite();

    LoopWorker(EventExecutor loop) {
      this.loop = loop;
    }

    @Override
    public Disposable schedule(Runnable task) {
      return schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
      Disposable.Swap mine = Disposables.swap();
      submitted.add(mine);
      Runnable once =
          () -> {
            submitted.remove(mine);
            task.run();
          };
      mine.update(delay == 0 ? submit(loop, once) : submit(loop, once, delay, unit));
      return mine;
    }

    @Override
    public Disposable schedulePeriodically(
        Runnable task, long initialDelay, long period, TimeUnit unit) {
      Disposable periodic = disposable(loop.scheduleAtFixedRate(task, initialDelay, period, unit));
      submitted.add(periodic);
      return periodic;
    }

    @Override
    public void dispose() {
      submitted.dispose();
    }

    @Override
    public boolean isDisposed() {
      return submitted.isDisposed();
    }
  }
}
