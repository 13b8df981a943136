package dev.joinall.backend.http.client;

import dev.joinall.backend.StepException;
import dev.joinall.config.PoolConfig;
import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a pool that wait for a connection, first in, first out: at most {@code max-pending},
 * each for at most {@code acquire-timeout}. Thread-safe and lock-free.
 */
final class WaitingCalls {
  private final PoolConfig limits;
  private final Queue<WaitingCall> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();

  WaitingCalls(PoolConfig limits) {
    this.limits = limits;
  }

  /**
   * Adds the call to the queue.
   *
   * @param loop runs its timer
   * @return null if too many calls wait
   */
  @Nullable WaitingCall add(ClientCall call, EventLoop loop) {
    if (pending.incrementAndGet() > limits.maxPending()) {
      pending.decrementAndGet();
      return null;
    }
    var waiting = new WaitingCall(call);
    waiting.timer(
        loop.schedule(
            () -> late(waiting), limits.acquireTimeout().toNanos(), TimeUnit.NANOSECONDS));
    queue.add(waiting);
    call.waits(waiting);
    return waiting;
  }

  private void late(WaitingCall waiting) {
    if (remove(waiting)) {
      waiting.call().failed(new StepException(PoolFaults.noFreeConnection()));
    }
  }

  /** Ends the wait of the call; false if it does not wait. */
  boolean remove(WaitingCall waiting) {
    if (!waiting.end()) {
      return false;
    }
    pending.decrementAndGet();
    queue.remove(waiting);
    return true;
  }

  /** Removes the call that has waited longest. Null if there is none. */
  @Nullable ClientCall next() {
    for (WaitingCall it = queue.poll(); it != null; it = queue.poll()) {
      if (it.end()) {
        pending.decrementAndGet();
        return it.call();
      }
    }
    return null;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return pending.get();
  }
}
