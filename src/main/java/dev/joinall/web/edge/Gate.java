package dev.joinall.web.edge;

import dev.joinall.run.Held;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Lets requests in, as many as there is room for. Who does not fit is turned away at once: a queue
 * would only make everybody late. Thread-safe; costs an atomic step on the way in, and one on the
 * way out.
 */
public final class Gate {
  private static final Duration TIMER = Duration.ofMillis(1);

  /** No timer is set. */
  private static final long NONE = Long.MIN_VALUE;

  private final int most;
  private final AdaptiveLimit limit;
  private final Held held;
  private final Scheduler loops;
  private final Turns turns;
  private final Scheduler inTurn;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong due = new AtomicLong(NONE);
  private final Tally<Full> shed = new Tally<>(Full.class);

  /** What there is no room in. */
  public enum Full {
    /** As many requests are under way as ever may be. */
    CEILING,
    /** The loops are late, so that fewer may be. */
    LIMIT,
    /** Those under way hold all memory that they may. */
    MEMORY
  }

  /**
   * An open gate.
   *
   * @param loops timers on the loop of the caller
   */
  Gate(Limits limits, Held held, Scheduler loops) {
    this.most = limits.inFlight();
    this.limit = new AdaptiveLimit(limits.inFlight(), limits.lag(), System.nanoTime());
    this.held = held;
    this.loops = loops;
    this.turns = new Turns(loops);
    this.inTurn = Schedulers.fromExecutor(turns);
  }

  /** Empty where it is let in; then {@link #leave} is to be called once. */
  public Optional<Full> enter() {
    measure();
    int underWay = inFlight.incrementAndGet() + held.alone();
    Optional<Full> full = full(underWay);
    if (full.isPresent()) {
      inFlight.decrementAndGet();
      shed.count(full.get());
    }
    return full;
  }

  private Optional<Full> full(int underWay) {
    if (underWay > limit.current()) {
      return Optional.of(underWay > most ? Full.CEILING : Full.LIMIT);
    }
    return held.isFull() ? Optional.of(Full.MEMORY) : Optional.empty();
  }

  public void leave() {
    inFlight.decrementAndGet();
  }

  /**
   * The work of a request that was let in. Where loops are late it waits for its turn, behind the
   * requests before it, and those behind it are read meanwhile. Work that waits for nothing would
   * otherwise be done before the next request is even seen; there would never be too many, and all
   * of them would be late.
   */
  public Mono<Void> inTurn(Supplier<Mono<Void>> work) {
    return limit.areLoopsLate() ? Mono.defer(work).subscribeOn(inTurn) : work.get();
  }

  /**
   * By one timer at a time; so it costs nothing where nobody comes. It waits for all that the loop
   * has to do by then, the turns of others as well. A loop that reads more and more requests, and
   * does the work of each, comes to no timer at all: so the next request looks whether it rang.
   */
  private void measure() {
    long now = System.nanoTime();
    long set = due.get();
    if (set != NONE) {
      limit.pending(now - set, inFlight());
    } else if (due.compareAndSet(NONE, now + TIMER.toNanos())) {
      limit.begins(now);
      var _ =
          loops.schedule(
              () -> turns.execute(this::measured), TIMER.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void measured() {
    long now = System.nanoTime();
    limit.measured(now - due.get(), inFlight(), now);
    due.set(NONE);
  }

  /** More than half of what may be is in use. */
  boolean isPressed() {
    return held.isPressed() || inFlight() > limit.learnt() / 2;
  }

  /** Requests under way, and runs that go on without their clients. */
  public int inFlight() {
    return inFlight.get() + held.alone();
  }

  public int limit() {
    return limit.current();
  }

  /** How many requests were turned away so far. */
  public long shed(Full full) {
    return shed.of(full);
  }
}
