package dev.joinall.backend.redis;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Netty's timer on the event loops, without a separate thread. Thread-safe. */
record LoopTimer(EventExecutorGroup loops) implements Timer {

  @Override
  public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
    var timeout = new Ring(this, task);
    timeout.scheduled = loops.schedule(timeout, delay, unit);
    return timeout;
  }

  /** Leaves pending timeouts to the hub's loops. */
  @Override
  public Set<Timeout> stop() {
    return Set.of();
  }

  private static final class Ring implements Timeout, Runnable {
    private final Timer timer;
    private final TimerTask task;
    private volatile @Nullable ScheduledFuture<?> scheduled;

    Ring(Timer timer, TimerTask task) {
      this.timer = timer;
      this.task = task;
    }

    @Override
    public void run() {
      try {
        task.run(this);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Timer timer() {
      return timer;
    }

    @Override
    public TimerTask task() {
      return task;
    }

    @Override
    public boolean isExpired() {
      var future = scheduled;
      return future != null && future.isDone() && !future.isCancelled();
    }

    @Override
    public boolean isCancelled() {
      var future = scheduled;
      return future != null && future.isCancelled();
    }

    @Override
    public boolean cancel() {
      var future = scheduled;
      return future != null && future.cancel(false);
    }
  }
}
