package dev.joinall.backend.http.client;

import dev.joinall.backend.Hub;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.StepException;
import dev.joinall.config.PoolConfig;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server. Each event loop keeps its own idle ones, so that a call stays on
 * its loop. The limits hold over all loops, and the calls that wait form one queue, first in, first
 * out. Thread-safe; without locks.
 */
public final class ConnectionPool implements AutoCloseable {
  private final PoolConfig limits;
  private final Connector connector;
  private final List<LoopPool> loops = new ArrayList<>();

  /** Places that are taken: by connections, open or being opened. */
  private final AtomicInteger open = new AtomicInteger();

  private final Queue<WaitingCall> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private volatile boolean closed;

  public ConnectionPool(Hub hub, Connector connector, PoolConfig limits) {
    this.connector = connector;
    this.limits = limits;
    for (EventExecutor loop : hub.loops()) {
      loops.add(new LoopPool((EventLoop) loop, this));
    }
  }

  PoolConfig limits() {
    return limits;
  }

  Connector connector() {
    return connector;
  }

  /** Gives the call a connection, now or later, on this event loop or on that of the connection. */
  void acquire(ConnectionUser call) {
    if (closed) {
      call.failed(gone());
      return;
    }
    LoopPool loop = best();
    if (loop.loop().inEventLoop()) {
      give(call, loop);
    } else if (!loop.onLoop(() -> give(call, loop))) {
      call.failed(gone());
    }
  }

  /**
   * The caller's loop. If that has no connection at all, one with an idle one: few calls need few
   * connections.
   */
  private LoopPool best() {
    LoopPool best = null;
    for (LoopPool loop : loops) {
      if (loop.loop().inEventLoop()) {
        best = loop;
      }
    }
    if (best != null && !best.isEmpty()) {
      return best;
    }
    for (LoopPool loop : loops) {
      if (loop.idle() > 0) {
        return loop;
      }
    }
    return best == null ? loops.get(ThreadLocalRandom.current().nextInt(loops.size())) : best;
  }

  private void give(ConnectionUser call, LoopPool loop) {
    if (loop.give(call)) {
      return;
    }
    Optional<LoopPool> other = loops.stream().filter(it -> it.idle() > 0).findFirst();
    boolean given =
        other.isPresent()
            && other
                .get()
                .onLoop(() -> {
                  if (!other.get().give(call)) {
                    await(call, other.get());
                  }
                });
    if (!given) {
      await(call, loop);
    }
  }

  private void await(ConnectionUser call, LoopPool loop) {
    if (pending.incrementAndGet() > limits.maxPending()) {
      pending.decrementAndGet();
      call.failed(new StepException(PoolFaults.tooManyWait()));
      return;
    }
    var waiting = new WaitingCall(call);
    waiting.timer(
        loop.loop()
            .schedule(
                () -> late(waiting), limits.acquireTimeout().toNanos(), TimeUnit.NANOSECONDS));
    queue.add(waiting);
    call.waits(waiting);
    if (closed && leave(waiting)) {
      call.failed(gone());
    }
    // One may have been released before the call was in the queue.
    loops.stream().filter(it -> it == loop || it.idle() > 0).forEach(LoopPool::wake);
  }

  private void late(WaitingCall waiting) {
    if (leave(waiting)) {
      waiting.call().failed(new StepException(PoolFaults.noneWasFree()));
    }
  }

  /** The call waits no longer; false if it does not wait. */
  boolean leave(WaitingCall waiting) {
    if (!waiting.end()) {
      return false;
    }
    pending.decrementAndGet();
    queue.remove(waiting);
    return true;
  }

  /** Whether a call waits. */
  boolean isWaitedFor() {
    return !queue.isEmpty();
  }

  /** The call that has waited longest; it waits no longer. Null if there is none. */
  @Nullable ConnectionUser next() {
    for (WaitingCall it = queue.poll(); it != null; it = queue.poll()) {
      if (it.end()) {
        pending.decrementAndGet();
        return it.call();
      }
    }
    return null;
  }

  /** Takes a place for a connection; false if there is none. */
  boolean reserve() {
    int now = open.get();
    while (now < limits.max()) {
      if (open.compareAndSet(now, now + 1)) {
        return true;
      }
      now = open.get();
    }
    return false;
  }

  void free() {
    open.decrementAndGet();
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * A connection ended just when a call was sent on it. The server is likely to have closed the
   * other idle ones as well.
   */
  void distrustIdle() {
    loops.forEach(LoopPool::distrustIdle);
  }

  public PoolUse use() {
    int idle = loops.stream().mapToInt(LoopPool::idle).sum();
    return new PoolUse(limits.max(), Math.max(0, open.get() - idle), idle, pending.get());
  }

  static StepException gone() {
    return PoolFaults.closed();
  }

  /** Fails the waiting calls, and closes the connections of the others. */
  @Override
  public void close() {
    closed = true;
    for (ConnectionUser call = next(); call != null; call = next()) {
      call.failed(gone());
    }
    loops.forEach(LoopPool::close);
  }
}
