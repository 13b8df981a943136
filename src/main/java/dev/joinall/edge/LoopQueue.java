package dev.joinall.edge;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The requests that wait for one event loop, first in, first out. The loop works on them in slices
 * and looks at its connections between two slices. So it reads a request soon after it came,
 * however much work is ahead of it, and can refuse it early. Confined to its loop, but for {@link
 * #size}.
 */
public final class LoopQueue {
  /** How long the loop works on requests, at least, before it looks at its connections again. */
  static final Duration SLICE = Duration.ofMillis(1);

  /**
   * And at most. In between, a slice is as long as the loop was at its connections: else it could
   * be busy with refusals alone, where clients ask again at once.
   */
  static final Duration MAX_SLICE = Duration.ofMillis(50);

  /** The service time is a mean over about this time. */
  static final Duration WINDOW = Duration.ofMillis(500);

  private final double share;
  private final EdgeCounters<AdmissionControl.Rejection> refused;
  private final LongSupplier clock;
  private final Scheduler loops;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Scheduler waiters = Schedulers.fromExecutor(this::add);
  private volatile int size;
  private boolean sliceIsDue;
  private long roundBegan;

  /** Since a request waited too long, until none waits. */
  private boolean overloaded;

  private double served;
  private double servedNanos;
  private long countedUntil;

  /**
   * An empty queue.
   *
   * @param percent of its deadline that a request may wait
   * @param refused counts
   * @param clock nanoseconds
   * @param loops timers on the loop of the caller
   */
  LoopQueue(
      int percent,
      EdgeCounters<AdmissionControl.Rejection> refused,
      LongSupplier clock,
      Scheduler loops) {
    this.share = percent / 100.0;
    this.refused = refused;
    this.clock = clock;
    this.loops = loops;
  }

  /**
   * Does the work of a request in its turn: at once where nothing waits. A request that has waited
   * too long is refused. While the loop is overloaded, so is one that would have to. Never throws:
   * what the work throws, an error as well, is signalled.
   *
   * @param deadline of the request, from its arrival
   * @param refusal answers where it is refused
   */
  public Mono<Void> enqueue(
      Duration deadline, Supplier<Mono<Void>> work, Supplier<Mono<Void>> refusal) {
    long now = clock.getAsLong();
    askForSlice(now);
    if (waiting.isEmpty() && now - roundBegan < SLICE.toNanos()) {
      return begin(work);
    }
    double patience = share * deadline.toNanos();
    if (overloaded && expectedWait() > patience) {
      return refuse(refusal);
    }
    long arrived = roundBegan;
    return Mono.defer(() -> afterWaiting(arrived, patience, work, refusal)).subscribeOn(waiters);
  }

  private Mono<Void> afterWaiting(
      long arrived, double patience, Supplier<Mono<Void>> work, Supplier<Mono<Void>> refusal) {
    if (clock.getAsLong() - arrived > patience) {
      overloaded = true;
      return refuse(refusal);
    }
    served++;
    return begin(work);
  }

  private Mono<Void> refuse(Supplier<Mono<Void>> refusal) {
    refused.count(AdmissionControl.Rejection.LATENESS);
    return begin(refusal);
  }

  private static Mono<Void> begin(Supplier<Mono<Void>> work) {
    try {
      return work.get();
    } catch (Throwable e) { // whatever it is, a client waits
      return Mono.error(e);
    }
  }

  /** Nanoseconds, of one who comes now; 0 where nothing is known. */
  private double expectedWait() {
    return served == 0 ? 0 : waiting.size() * servedNanos / served;
  }

  private void add(Runnable work) {
    if (waiting.isEmpty()) {
      countedUntil = clock.getAsLong();
    }
    waiting.add(work);
    size = waiting.size();
  }

  /** By a timer: a loop does all tasks that there are before it looks at its connections. */
  private void askForSlice(long now) {
    if (!sliceIsDue) {
      sliceIsDue = true;
      roundBegan = now;
      var _ = loops.schedule(this::work, 0, TimeUnit.NANOSECONDS);
    }
  }

  private void work() {
    long now = clock.getAsLong();
    long end = now + slice(now - roundBegan);
    try {
      while (!waiting.isEmpty() && now < end) {
        waiting.remove().run();
        now = clock.getAsLong();
      }
    } finally {
      if (size > 0) {
        count(now);
      }
      sliceIsDue = false;
      if (!waiting.isEmpty()) {
        askForSlice(now);
      }
    }
  }

  private static long slice(long atConnections) {
    return Math.clamp(atConnections, SLICE.toNanos(), MAX_SLICE.toNanos());
  }

  /** What the loop did between two slices belongs to the service time as well. */
  private void count(long now) {
    size = waiting.size();
    overloaded &= size > 0;
    servedNanos += now - countedUntil;
    countedUntil = now;
    while (servedNanos > WINDOW.toNanos()) {
      servedNanos /= 2;
      served /= 2;
    }
  }

  /** How many requests wait. Thread-safe. */
  int size() {
    return size;
  }
}
