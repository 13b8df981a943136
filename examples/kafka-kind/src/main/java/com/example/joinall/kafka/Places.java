package com.example.joinall.kafka;

import dev.joinall.backend.StepException;
import dev.joinall.config.PoolConfig;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The places of a pool: {@code max} calls run, {@code max-pending} wait. Thread-safe. */
final class Places {
  private final PoolConfig config;
  private final Semaphore free;
  private final AtomicInteger pending = new AtomicInteger();

  Places(PoolConfig config) {
    this.config = config;
    this.free = new Semaphore(config.max(), true);
  }

  /**
   * Takes a free place, or one in the queue. Does not block.
   *
   * @return whether the call has its place, and need not {@link #await} it
   * @throws StepException if the queue is full, too
   */
  boolean enter() {
    if (free.tryAcquire()) {
      return true;
    }
    if (pending.incrementAndGet() > config.maxPending()) {
      pending.decrementAndGet();
      throw KafkaFaults.exception(KafkaFaults.rejected("the pool and its queue are full"));
    }
    return false;
  }

  /**
   * Waits for a place. Blocks.
   *
   * @throws StepException if none becomes free in time
   */
  void await() throws InterruptedException {
    try {
      if (!free.tryAcquire(config.acquireTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
        throw KafkaFaults.exception(KafkaFaults.rejected("no place of the pool became free"));
      }
    } finally {
      pending.decrementAndGet();
    }
  }

  /** Of a call that does not {@link #await} its place. */
  void leaveQueue() {
    pending.decrementAndGet();
  }

  void release() {
    free.release();
  }

  int inUse() {
    return config.max() - free.availablePermits();
  }

  int pending() {
    return pending.get();
  }

  int max() {
    return config.max();
  }
}
