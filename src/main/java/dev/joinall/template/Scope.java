package dev.joinall.template;

import dev.joinall.json.Json;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one request knows: a value or nothing in each slot that {@link SymbolTable} gave out, the
 * time it has left, and what its expressions may still cost. Written by one thread at a time;
 * whoever hands it on makes the writes visible.
 */
public final class Scope {
  private final @Nullable Json[] values;
  private final LongSupplier clock;
  private final long deadline;
  private final Trace trace;
  private final Budget budget;

  /**
   * @param slots how many {@link SymbolTable#slots} there are
   * @param clock nanoseconds, as {@link System#nanoTime} counts them
   * @param deadline on that clock
   * @param trace of the request, which goes on to the backends
   * @param budget of its expressions, and of those of all that runs for it
   */
  public Scope(int slots, LongSupplier clock, long deadline, Trace trace, Budget budget) {
    this(new Json[slots], clock, deadline, trace, budget);
  }

  private Scope(
      @Nullable Json[] values, LongSupplier clock, long deadline, Trace trace, Budget budget) {
    this.trace = trace;
    this.budget = budget;
    this.values = values;
    this.clock = clock;
    this.deadline = deadline;
  }

  public @Nullable Json get(int slot) {
    return values[slot];
  }

  public void set(int slot, @Nullable Json value) {
    values[slot] = value;
  }

  /** The same, but for one slot. */
  public Scope with(int slot, Json value) {
    var copy = new Scope(values.clone(), clock, deadline, trace, budget);
    copy.set(slot, value);
    return copy;
  }

  /**
   * What another aggregation knows in the beginning, for this request: nothing but a trace and the
   * same budget.
   *
   * @param limit how long it may take, unless this request has less time left
   */
  public Scope within(int slots, Duration limit, Trace its) {
    long now = now();
    return new Scope(slots, clock, now + Math.min(limit.toNanos(), deadline - now), its, budget);
  }

  /**
   * The same request, for what has to end sooner than it; what one of them learns the other knows.
   *
   * @param nanos from now on; no more than {@link #remaining}
   */
  public Scope endingIn(long nanos) {
    return new Scope(values, clock, now() + nanos, trace, budget);
  }

  public Trace trace() {
    return trace;
  }

  public Budget budget() {
    return budget;
  }

  public long now() {
    return clock.getAsLong();
  }

  public long deadline() {
    return deadline;
  }

  /** Nanoseconds to the deadline; zero or less when it has passed. */
  public long remaining() {
    return deadline - clock.getAsLong();
  }
}
