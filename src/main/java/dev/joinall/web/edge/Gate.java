package dev.joinall.web.edge;

import dev.joinall.run.Held;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Lets requests in, as many as there is room for. Who does not fit is turned away at once: a queue
 * would only make everybody late. Thread-safe.
 */
public final class Gate {
  private final int most;
  private final Held held;
  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private final FastThreadLocal<Lane> lane;
  private final Scheduler inTurn;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Tally<Full> shed = new Tally<>(Full.class);

  /** What there is no room in. */
  public enum Full {
    /** As many requests are under way as ever may be. */
    CEILING,
    /** The loop is late, so that fewer may be on it. */
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
    this.held = held;
    var turns = new Turns(loops);
    this.inTurn = Schedulers.fromExecutor(turns);
    this.lane =
        new FastThreadLocal<>() {
          @Override
          protected Lane initialValue() {
            var limit = new AdaptiveLimit(most, limits.lag(), System.nanoTime());
            var added = new Lane(Gate.this, limit, loops, turns);
            lanes.add(added);
            return added;
          }
        };
  }

  /** That of the loop which asks. */
  public Lane lane() {
    return lane.get();
  }

  /** Empty where one more is let in; costs an atomic step, and one more on the way out. */
  Optional<Full> enter(boolean isLaneFull) {
    int underWay = inFlight.incrementAndGet() + held.alone();
    Optional<Full> full = full(underWay, isLaneFull);
    if (full.isPresent()) {
      inFlight.decrementAndGet();
      shed.count(full.get());
    }
    return full;
  }

  private Optional<Full> full(int underWay, boolean isLaneFull) {
    if (underWay > most) {
      return Optional.of(Full.CEILING);
    }
    if (isLaneFull) {
      return Optional.of(Full.LIMIT);
    }
    return held.isFull() ? Optional.of(Full.MEMORY) : Optional.empty();
  }

  void leave() {
    inFlight.decrementAndGet();
  }

  /**
   * The work of a request that was let in. Where its loop is late it waits for its turn, behind the
   * requests before it, and those behind it are read meanwhile. Work that waits for nothing would
   * otherwise be done before the next request is even seen; there would never be too many, and all
   * of them would be late.
   */
  public Mono<Void> inTurn(Supplier<Mono<Void>> work) {
    return lane().isLate() ? Mono.defer(work).subscribeOn(inTurn) : work.get();
  }

  /** More than half of what may be is in use. */
  boolean isPressed() {
    return held.isPressed() || inFlight() > limit() / 2;
  }

  /** Requests under way, and runs that go on without their clients. */
  public int inFlight() {
    return inFlight.get() + held.alone();
  }

  /** How many may be where each loop has its share of them. */
  public int limit() {
    if (lanes.isEmpty()) {
      return most;
    }
    int share = Math.ceilDiv(most, lanes.size());
    return Math.min(most, lanes.stream().mapToInt(it -> Math.min(share, it.limit())).sum());
  }

  /** How many requests were turned away so far. */
  public long shed(Full full) {
    return shed.of(full);
  }
}
