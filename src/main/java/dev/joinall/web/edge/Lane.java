package dev.joinall.web.edge;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One event loop's way through the {@link Gate}: the requests that came on it, and how many those
 * may be. For its loop alone, where nothing else is said.
 */
public final class Lane {
  private static final Duration TIMER = Duration.ofMillis(1);

  /** No timer is set. */
  private static final long NONE = Long.MIN_VALUE;

  private final Gate gate;
  private final AdaptiveLimit limit;
  private final LongSupplier clock;
  private final Scheduler loops;
  private final Turns turns;
  private final Scheduler inTurn;
  private final AtomicInteger underWay = new AtomicInteger();
  private long due = NONE;

  /**
   * A lane on which nobody is.
   *
   * @param clock nanoseconds
   * @param loops timers on the loop of the caller
   */
  Lane(Gate gate, AdaptiveLimit limit, LongSupplier clock, Scheduler loops) {
    this.gate = gate;
    this.limit = limit;
    this.clock = clock;
    this.loops = loops;
    this.turns = new Turns(loops);
    this.inTurn = Schedulers.fromExecutor(turns);
  }

  /** Empty where a request is let in; then {@link #leave} is to be called once, on any thread. */
  public Optional<Gate.Full> enter() {
    measure();
    Optional<Gate.Full> full = gate.enter(underWay.get() >= limit.current());
    if (full.isEmpty()) {
      underWay.incrementAndGet();
    }
    return full;
  }

  /** On any thread. */
  public void leave() {
    underWay.decrementAndGet();
    gate.leave();
  }

  /**
   * By one timer at a time; so it costs nothing where nobody comes. It waits for all that the loop
   * has to do by then, the turns of others as well. A loop that reads more and more requests, and
   * does the work of each, comes to no timer at all: so the next request looks whether it rang.
   */
  private void measure() {
    long now = clock.getAsLong();
    if (due == NONE) {
      due = now + TIMER.toNanos();
      limit.begins(underWay.get(), now);
      var _ =
          loops.schedule(
              () -> turns.execute(this::measured), TIMER.toNanos(), TimeUnit.NANOSECONDS);
    } else {
      limit.pending(now - due, underWay.get());
    }
  }

  private void measured() {
    long now = clock.getAsLong();
    limit.measured(now - due, underWay.get(), now);
    due = NONE;
  }

  /**
   * The work of a request that was let in. Where the loop is late it waits for its turn, behind the
   * requests before it, and those behind it are read meanwhile. Work that waits for nothing would
   * otherwise be done before the next request is even seen; there would never be too many, and all
   * of them would be late. Never throws: what the work throws, an error as well, is signalled.
   */
  public Mono<Void> inTurn(Supplier<Mono<Void>> work) {
    return limit.isLoopLate() ? Mono.defer(() -> begin(work)).subscribeOn(inTurn) : begin(work);
  }

  private static Mono<Void> begin(Supplier<Mono<Void>> work) {
    try {
      return work.get();
    } catch (Throwable e) { // whatever it is, a client waits
      return Mono.error(e);
    }
  }

  /**
   * How many may be on it, as learnt; empty where nobody is, and so nothing is known. Any thread.
   */
  OptionalInt limit() {
    return underWay.get() == 0 ? OptionalInt.empty() : OptionalInt.of(limit.learnt());
  }
}
