package dev.joinall.run;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import reactor.util.concurrent.Queues;

/**
 * Runs events one after another, without a thread of its own: the thread that posts to an idle
 * queue runs them, and also the events that other threads post meanwhile. Known as an actor's
 * mailbox, or as a queue drain in Reactor. Thread-safe.
 */
final class SerialQueue {
  private static final AtomicIntegerFieldUpdater<SerialQueue> POSTED =
      AtomicIntegerFieldUpdater.newUpdater(SerialQueue.class, "posted");

  private final Queue<Runnable> events = Queues.<Runnable>unboundedMultiproducer().get();
  private final Consumer<Throwable> broken;
  private volatile int posted;

  /**
   * An empty queue.
   *
   * @param broken called with the exception of an event; the following events still run
   */
  SerialQueue(Consumer<Throwable> broken) {
    this.broken = broken;
  }

  /** Appends an event. It may itself post events, which run after it. */
  void post(Runnable event) {
    if (POSTED.compareAndSet(this, 0, 1)) {
      run(event); // most often nothing else is there, and the event needs no place in the queue
    } else {
      events.offer(event);
      if (POSTED.getAndIncrement(this) != 0) {
        return;
      }
    }
    int ran = 1;
    while (ran > 0) {
      Runnable next = events.poll();
      while (next != null) {
        run(next);
        next = events.poll();
      }
      ran = POSTED.addAndGet(this, -ran);
    }
  }

  /** Whether no event waits behind the current one. */
  boolean isEmpty() {
    return events.isEmpty();
  }

  /** Catches every throwable: a queue that stopped here would keep its request open for ever. */
  private void run(Runnable event) {
    try {
      event.run();
    } catch (Throwable t) {
      broken.accept(t);
    }
  }
}
