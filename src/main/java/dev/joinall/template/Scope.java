package dev.joinall.template;

import dev.joinall.config.Internal;
import dev.joinall.json.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The values of one request: one or none in each slot of the {@link SymbolTable}, its remaining
 * time, and its evaluation budget. Only one thread at a time may write to it; passing it to another
 * thread must make the writes visible.
 */
public final class Scope {
  private final @Nullable Json[] values;
  private final LongSupplier clock;
  private final long deadline;
  private final Trace trace;
  private final Budget budget;
  private final CallRecord call;
  private final Transfer transfer;
  private final @Nullable RequestSession session;
  private final EqualCalls equalCalls;

  /**
   * @param slots the number of {@link SymbolTable#slots}
   * @param clock nanoseconds, as of {@link System#nanoTime}
   * @param deadline on that clock
   * @param trace the trace of the request, propagated to the backends
   * @param budget the budget of all expressions of the request
   */
  @Internal
  public Scope(int slots, LongSupplier clock, long deadline, Trace trace, Budget budget) {
    this(slots, clock, deadline, trace, budget, Transfer.NONE);
  }

  /**
   * Creates the scope of a request with streams.
   *
   * @param transfer pauses the deadline during the transfer of a body
   */
  @Internal
  public Scope(
      int slots, LongSupplier clock, long deadline, Trace trace, Budget budget, Transfer transfer) {
    this(slots, clock, deadline, trace, budget, transfer, EqualCalls.NONE);
  }

  /**
   * Creates the scope of a request that shares equal calls.
   *
   * @param equalCalls the calls that it has made
   */
  @Internal
  public Scope(
      int slots,
      LongSupplier clock,
      long deadline,
      Trace trace,
      Budget budget,
      Transfer transfer,
      EqualCalls equalCalls) {
    this(
        new Json[slots],
        clock,
        deadline,
        trace,
        budget,
        CallRecord.NONE,
        transfer,
        null,
        equalCalls);
  }

  private Scope(
      @Nullable Json[] values,
      LongSupplier clock,
      long deadline,
      Trace trace,
      Budget budget,
      CallRecord call,
      Transfer transfer,
      @Nullable RequestSession session,
      EqualCalls equalCalls) {
    this.equalCalls = equalCalls;
    this.transfer = transfer;
    this.session = session;
    this.trace = trace;
    this.budget = budget;
    this.call = call;
    this.values = values;
    this.clock = clock;
    this.deadline = deadline;
  }

  /** The scope for expressions that read no values of a request. */
  static Scope empty() {
    return new Scope(0, () -> 0, 0, Trace.NONE, Budget.unbounded());
  }

  @Internal
  public @Nullable Json get(int slot) {
    return values[slot];
  }

  @Internal
  public void set(int slot, @Nullable Json value) {
    values[slot] = value;
  }

  /** Returns a copy with another value in one slot. */
  @Internal
  public Scope with(int slot, Json value) {
    var copy =
        new Scope(
            values.clone(), clock, deadline, trace, budget, call, transfer, session, equalCalls);
    copy.set(slot, value);
    return copy;
  }

  /**
   * The initial scope of a nested aggregation: empty, with its own trace and the same budget.
   *
   * @param limit its timeout, unless this request has less time left
   */
  @Internal
  public Scope within(int slots, Duration limit, Trace its) {
    long now = now();
    long until = now + Math.min(limit.toNanos(), remaining());
    return new Scope(slots, clock, until, its, budget, Transfer.NONE, equalCalls);
  }

  /**
   * The same values with an earlier deadline. The two scopes share their values.
   *
   * @param nanos from now; no more than {@link #remaining}
   */
  @Internal
  public Scope endingIn(long nanos) {
    long now = now();
    long until = now + nanos - transfer.paused(now);
    return new Scope(values, clock, until, trace, budget, call, transfer, session, equalCalls);
  }

  /** The same values; the call adds its metadata to the record. */
  @Internal
  public Scope recording(CallRecord record) {
    return new Scope(values, clock, deadline, trace, budget, record, transfer, session, equalCalls);
  }

  /** The same values for a call in this session. */
  @Internal
  public Scope in(RequestSession its) {
    return new Scope(values, clock, deadline, trace, budget, call, transfer, its, equalCalls);
  }

  /** The session of the call; empty if the call has none. */
  public Optional<RequestSession> session() {
    return Optional.ofNullable(session);
  }

  /**
   * A copy of the values for a call that may outlive the request, with a separate budget.
   *
   * @param nanos the maximum time of the call
   */
  @Internal
  public Scope detached(long nanos, CallRecord record) {
    return new Scope(
        values.clone(),
        clock,
        now() + nanos,
        trace,
        Budget.standard(),
        record,
        Transfer.NONE,
        null,
        EqualCalls.NONE);
  }

  /** The same values for a run that shares these equal calls. */
  @Internal
  public Scope withEqualCalls(EqualCalls its) {
    return new Scope(values, clock, deadline, trace, budget, call, transfer, session, its);
  }

  /** The equal calls that this request shares. */
  @Internal
  public EqualCalls equalCalls() {
    return equalCalls;
  }

  /** The record for metadata of this call. */
  public CallRecord call() {
    return call;
  }

  /** The streams of the request. */
  public Transfer transfer() {
    return transfer;
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
    return deadline + transfer.paused(now());
  }

  /** Nanoseconds to the deadline; zero or less after it. */
  public long remaining() {
    long now = clock.getAsLong();
    return deadline + transfer.paused(now) - now;
  }
}
