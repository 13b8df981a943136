package dev.joinall.web.edge;

import dev.joinall.run.Held;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * Lets requests in, as many as there is room for. Who does not fit is turned away at once: a queue
 * would only make everybody late. Thread-safe.
 */
public final class Gate {
  private final int most;
  private final Held held;
  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private final FastThreadLocal<Lane> lane;
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
    this(limits, held, loops, System::nanoTime);
  }

  /**
   * The same.
   *
   * @param clock nanoseconds
   */
  Gate(Limits limits, Held held, Scheduler loops, LongSupplier clock) {
    this.most = limits.inFlight();
    this.held = held;
    this.lane =
        new FastThreadLocal<>() {
          @Override
          protected Lane initialValue() {
            var limit = new AdaptiveLimit(most, limits.lag(), clock.getAsLong());
            var added = new Lane(Gate.this, limit, clock, loops);
            lanes.add(added);
            return added;
          }
        };
  }

  /** That of the loop which asks. */
  public Lane lane() {
    return lane.get();
  }

  /** Empty where one more is let in, of all loops; then {@link #leave} is to be called once. */
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
    return Math.min(
        most, lanes.stream().mapToInt(it -> Math.min(share, it.limit().orElse(most))).sum());
  }

  /** How many requests were turned away so far. */
  public long shed(Full full) {
    return shed.of(full);
  }
}
