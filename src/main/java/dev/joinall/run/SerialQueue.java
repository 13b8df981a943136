package dev.joinall.run;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import reactor.util.concurrent.Queues;

/**
 * Runs events one after another, without a thread of its own: the thread that posts to an idle
 * queue runs them, and also what other threads post meanwhile. Known as an actor's mailbox, or as a
 * queue drain in Reactor. Thread-safe.
 */
final class SerialQueue {
  private final Queue<Runnable> events = Queues.<Runnable>unboundedMultiproducer().get();
  private final AtomicInteger posted = new AtomicInteger();
  private final Consumer<Throwable> broken;

  /**
   * An empty mailbox.
   *
   * @param broken is told what an event threw; the events behind it still run
   */
  SerialQueue(Consumer<Throwable> broken) {
    this.broken = broken;
  }

  /** The event may post others; they run after it. */
  void post(Runnable event) {
    events.offer(event);
    if (posted.getAndIncrement() != 0) {
      return;
    }
    int ran = 1;
    while (ran > 0) {
      Runnable next = events.poll();
      while (next != null) {
        run(next);
        next = events.poll();
      }
      ran = posted.addAndGet(-ran);
    }
  }

  /** Whatever it throws: a mailbox that stopped here would hold its request for ever. */
  private void run(Runnable event) {
    try {
      event.run();
    } catch (Throwable t) {
      broken.accept(t);
    }
  }
}
