package dev.joinall.template;

import dev.joinall.config.Internal;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The W3C trace context of a run, or of a task in it. Immutable.
 *
 * @param id of the whole trace, 32 hex digits
 * @param span the id of this span, 16 hex digits
 * @param parent the parent span; empty if the trace begins here
 * @param flags two hex digits
 * @param state the client's {@code tracestate}; empty if there is none
 * @param baggage the {@code baggage} for backends; empty if there is none
 * @param isRecorded whether it is exported as spans
 * @param isInner whether it belongs to an aggregation that runs as a task
 * @param header its own {@code traceparent}
 * @param outgoing the {@code traceparent} for backends; empty if they get none
 */
public record Trace(
    String id,
    String span,
    String parent,
    String flags,
    String state,
    String baggage,
    @Internal boolean isRecorded,
    @Internal boolean isInner,
    @Internal CharSequence header,
    CharSequence outgoing) {
  @Internal
  public Trace {}

  /** The trace of code outside of requests. */
  public static final Trace NONE = new Trace("", "", "", "00", "", "", false, false, "", "");

  /** The position of the id in a header. */
  private static final int ID_FROM = 3;

  private static final int ID_TO = 35;
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private static Trace of(
      String id,
      String span,
      String parent,
      String flags,
      String state,
      String baggage,
      boolean isRecorded,
      boolean isInner) {
    String header = "00-" + id + "-" + span + "-" + flags;
    return new Trace(id, span, parent, flags, state, baggage, isRecorded, isInner, header, header);
  }

  /** A new trace that is not sent to backends. */
  @Internal
  public static Trace begun() {
    String span = hex(random());
    String header = "00-" + hex(random()) + hex(random()) + "-" + span + "-00";
    String id = header.substring(ID_FROM, ID_TO);
    return new Trace(id, span, "", "00", "", "", false, false, header, "");
  }

  /**
   * A new span in a trace of the client. Backends get the client's {@code traceparent}.
   *
   * @param received the {@code traceparent} of the client
   */
  @Internal
  public static Trace continued(
      String id, String parent, String flags, String state, String received) {
    Trace own = of(id, hex(random()), parent, flags, state, "", false, false);
    return new Trace(id, own.span, parent, flags, state, "", false, false, own.header, received);
  }

  /** The same trace with this {@code baggage} for backends. */
  @Internal
  public Trace withBaggage(String its) {
    return new Trace(id, span, parent, flags, state, its, isRecorded, isInner, header, outgoing);
  }

  /**
   * The same trace with these flags. This server is a part of the trace: backends get its own span.
   */
  @Internal
  public Trace sampled(String newFlags, boolean recorded) {
    return newFlags.equals(flags)
        ? new Trace(id, span, parent, flags, state, baggage, recorded, isInner, header, header)
        : of(id, span, parent, newFlags, state, baggage, recorded, isInner);
  }

  /** The span of a task of this run. Computed from the index, so it need not be stored. */
  @Internal
  public Trace task(int index) {
    long mixed = mix(HexFormat.fromHexDigitsToLong(span) + (index + 1) * GOLDEN_GAMMA);
    return of(id, hex(mixed | 1), span, flags, state, baggage, isRecorded, isInner);
  }

  /** The trace of a run within this task. */
  @Internal
  public Trace inner() {
    return of(id, hex(random()), span, flags, state, baggage, isRecorded, true);
  }

  /** The Reactor context for the steps of a task, read by {@link #in}. */
  @Internal
  public Context asContext() {
    return Context.of(Trace.class, this);
  }

  /**
   * The trace of the task of a step.
   *
   * @param defaultTrace the trace if the context has none
   */
  public static Trace in(ContextView context, Trace defaultTrace) {
    Object found = context.getOrDefault(Trace.class, defaultTrace);
    return found instanceof Trace trace ? trace : defaultTrace;
  }

  /** Never zero, because an id of zeros is invalid. */
  private static long random() {
    return ThreadLocalRandom.current().nextLong() | 1;
  }

  private static String hex(long id) {
    return HexFormat.of().toHexDigits(id);
  }

  /** The finalizer of SplitMix64: it spreads adjacent numbers. */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
