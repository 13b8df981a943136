package dev.joinall.edge;

import dev.joinall.config.Priority;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * The requests that wait for one event loop. Those of a higher priority go first, otherwise it is
 * first in, first out. One that has waited too long is rejected before anything else is worked on,
 * so that none waits for ever behind others of a higher priority. The loop works on them in slices,
 * with socket I/O between two slices. So it reads a request soon after its arrival, however long
 * the queue is, and can reject it early. Confined to its event loop, except for {@link #size}.
 */
public final class LoopQueue {
  /** The minimum time that the loop works on requests before the next socket I/O. */
  static final Duration SLICE = Duration.ofMillis(1);

  /**
   * The maximum time. In between, a slice is as long as the last socket I/O: else the loop could be
   * busy with rejections alone, if clients retry at once.
   */
  static final Duration MAX_SLICE = Duration.ofMillis(10);

  /** The service time is a mean over about this time. */
  static final Duration WINDOW = Duration.ofMillis(500);

  private final double share;
  private final LongSupplier clock;
  private final Scheduler loops;

  /** By priority, the highest first. */
  private final Map<Priority, SequencedSet<Turn>> waiting = new EnumMap<>(Priority.class);

  /** The same ones, in the order in which they will have waited too long. */
  private final NavigableSet<Turn> byLatestStart = new TreeSet<>(Turn::compareLatestStart);

  private long arrived;
  private volatile int size;
  private boolean sliceIsDue;
  private long roundBegan;

  /** Set when a request has waited too long, until the queue is empty. */
  private boolean overloaded;

  private double served;
  private double servedNanos;
  private long countedUntil;

  /**
   * One request that waits.
   *
   * @param work is worked on when it is signalled
   * @param late nanoseconds on the clock, after which it is rejected
   * @param number in the order of arrival
   */
  private record Turn(Priority priority, MonoSink<Void> work, long late, long number) {
    private static int compareLatestStart(Turn first, Turn second) {
      long apart = first.late - second.late; // the clock may overflow
      return apart == 0 ? Long.compare(first.number, second.number) : Long.signum(apart);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other == this;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }
  }

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
    for (Priority it : Priority.values()) {
      waiting.put(it, new LinkedHashSet<>());
    }
  }

  /**
   * Runs the work of a request in its turn, or at once if the queue is empty. A request that has
   * waited too long is rejected. While the loop is overloaded, a request that would wait too long
   * is rejected on arrival. Never throws: what the work throws, including errors, is signalled.
   *
   * @param deadline of the request, from its arrival
   * @param work answers the request
   * @param refusal makes the answer if it is rejected
   */
  public Mono<Void> enqueue(
      Priority priority,
      Duration deadline,
      Supplier<Mono<Void>> work,
      Supplier<Mono<Void>> refusal) {
    long now = clock.getAsLong();
    askForSlice(now);
    if (byLatestStart.isEmpty() && now - roundBegan < SLICE.toNanos()) {
      return begin(work);
    }
    double patience = share * deadline.toNanos();
    if (overloaded && expectedWait(priority) > patience) {
      return begin(refusal);
    }
    long late = roundBegan + (long) patience;
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
    if (served == 0) {
      return 0;
    }
    int before = 0;
    for (Map.Entry<Priority, SequencedSet<Turn>> it : waiting.entrySet()) {
      if (it.getKey().compareTo(priority) <= 0) {
        before += it.getValue().size();
      }
    }
    return before * servedNanos / served;
  }

  private void add(Priority priority, MonoSink<Void> work, long late) {
    if (byLatestStart.isEmpty()) {
      countedUntil = clock.getAsLong();
    }
    var turn = new Turn(priority, work, late, arrived++);
    of(priority).add(turn);
    byLatestStart.add(turn);
    size = byLatestStart.size();
  }

  private SequencedSet<Turn> of(Priority priority) {
    return Objects.requireNonNull(waiting.get(priority));
  }

  /** Uses a timer, because a loop runs all of its pending tasks before the next socket I/O. */
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
      while (!byLatestStart.isEmpty() && now < end) {
        next(now).work().success();
        now = clock.getAsLong();
      }
    } finally {
      if (size > 0) {
        count(now);
      }
      sliceIsDue = false;
      if (!byLatestStart.isEmpty()) {
        askForSlice(now);
      }
    }
  }

  /**
   * Whoever is late first, then whoever has the highest priority. Called only if somebody waits.
   */
  private Turn next(long now) {
    Turn next = byLatestStart.getFirst();
    if (now - next.late() <= 0) {
      next = ofHighestPriority();
    }
    byLatestStart.remove(next);
    of(next.priority()).remove(next);
    return next;
  }

  private Turn ofHighestPriority() {
    for (SequencedSet<Turn> it : waiting.values()) {
      if (!it.isEmpty()) {
        return it.getFirst();
      }
    }
    throw new IllegalStateException("nobody waits");
  }

  private static long slice(long atConnections) {
    return Math.clamp(atConnections, SLICE.toNanos(), MAX_SLICE.toNanos());
  }

  /** The time between two slices is part of the service time. */
  private void count(long now) {
    size = byLatestStart.size();
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
