package dev.joinall.edge;

import dev.joinall.config.Priority;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * The queue of requests for one event loop, by priority. A request that has waited too long is
 * rejected before the loop works on others, so that none waits for ever behind others of a higher
 * priority. The loop works on the requests in slices, with socket I/O between two slices. So it
 * reads a request soon after its arrival, even if the queue is long, and can reject it early.
 * Confined to its event loop, except for {@link #size}.
 */
public final class LoopQueue {
  /** The minimum time that the loop works on requests before the next socket I/O. */
  static final Duration SLICE = Duration.ofMillis(1);

  /**
   * The maximum time. Between the two limits, a slice is as long as the last socket I/O. Otherwise
   * rejections alone could keep the loop busy if clients retry at once.
   */
  static final Duration MAX_SLICE = Duration.ofMillis(10);

  /** The service time is a mean over about this time. */
  static final Duration WINDOW = Duration.ofMillis(500);

  private final double share;
  private final LongSupplier clock;
  private final Scheduler loops;

  private final WaitingRequests waiting = new WaitingRequests();
  private volatile int size;
  private boolean sliceIsDue;
  private long roundBegan;

  /** Set when a request has waited too long, until the queue is empty. */
  private boolean overloaded;

  private double served;
  private double servedNanos;
  private long countedUntil;

  /**
   * An empty queue.
   *
   * @param percent the share of its deadline that a request may wait
   * @param clock nanoseconds
   * @param loops runs timers on the event loop of the caller
   */
  LoopQueue(int percent, LongSupplier clock, Scheduler loops) {
    this.share = percent / 100.0;
    this.clock = clock;
    this.loops = loops;
  }

  /**
   * Runs the work of a request in its turn, or at once if the queue is empty. A request that has
   * waited too long is rejected. While the loop is overloaded, a request that would wait too long
   * is rejected on arrival. Never throws: what the work throws, including errors, is signalled.
   *
   * @param deadline of the request, from its arrival
   * @param work answers the request
   * @param refusal makes the answer if the request is rejected
   */
  public Mono<Void> enqueue(
      Priority priority,
      Duration deadline,
      Supplier<Mono<Void>> work,
      Supplier<Mono<Void>> refusal) {
    long now = clock.getAsLong();
    requestSlice(now);
    if (waiting.isEmpty() && now - roundBegan < SLICE.toNanos()) {
      return begin(work);
    }
    double maxWait = share * deadline.toNanos();
    if (overloaded && expectedWait(priority) > maxWait) {
      return begin(refusal);
    }
    long late = roundBegan + (long) maxWait;
    return Mono.<Void>create(it -> add(priority, it, late))
        .then(Mono.defer(() -> afterWaiting(late, work, refusal)));
  }

  private Mono<Void> afterWaiting(
      long late, Supplier<Mono<Void>> work, Supplier<Mono<Void>> refusal) {
    if (clock.getAsLong() - late > 0) {
      overloaded = true;
      return begin(refusal);
    }
    served++;
    return begin(work);
  }

  private static Mono<Void> begin(Supplier<Mono<Void>> work) {
    try {
      return work.get();
    } catch (Throwable e) { // any throwable: a client waits
      return Mono.error(e);
    }
  }

  /** The expected wait of a new request, in nanoseconds; 0 without data. */
  private double expectedWait(Priority priority) {
    return served == 0 ? 0 : waiting.before(priority) * servedNanos / served;
  }

  private void add(Priority priority, MonoSink<Void> work, long late) {
    if (waiting.isEmpty()) {
      countedUntil = clock.getAsLong();
    }
    waiting.add(priority, work, late);
    size = waiting.size();
  }

  /** Uses a timer, because a loop runs all of its pending tasks before the next socket I/O. */
  private void requestSlice(long now) {
    if (!sliceIsDue) {
      sliceIsDue = true;
      roundBegan = now;
      var _ = loops.schedule(this::runSlice, 0, TimeUnit.NANOSECONDS);
    }
  }

  private void runSlice() {
    long now = clock.getAsLong();
    long end = now + slice(now - roundBegan);
    try {
      while (!waiting.isEmpty() && now < end) {
        waiting.next(now).success();
        now = clock.getAsLong();
      }
    } finally {
      if (size > 0) {
        count(now);
      }
      sliceIsDue = false;
      if (!waiting.isEmpty()) {
        requestSlice(now);
      }
    }
  }

  private static long slice(long atConnections) {
    return Math.clamp(atConnections, SLICE.toNanos(), MAX_SLICE.toNanos());
  }

  /** The time between two slices is part of the service time. */
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

  /** The number of waiting requests. Thread-safe. */
  int size() {
    return size;
  }
}
