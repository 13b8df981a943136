package dev.joinall.template;

import io.netty.util.AsciiString;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The W3C trace context of a run or of a task of it. Immutable.
 *
 * @param id of the whole trace, 32 hex digits
 * @param span its own, 16 hex digits
 * @param parent the span above it; empty where the trace begins with it
 * @param flags two hex digits
 * @param state what the client sent as {@code tracestate}; empty where nothing
 * @param isRecorded whether spans are made of it
 * @param isInner whether it is of an aggregation that runs as a task
 * @param header what others are told, as {@code traceparent}
 */
public record Trace(
    String id,
    String span,
    String parent,
    String flags,
    String state,
    boolean isRecorded,
    boolean isInner,
    CharSequence header) {
  /** Of what belongs to no request. */
  public static final Trace NONE = new Trace("", "", "", "00", "", false, false, "");

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private static Trace of(
      String id,
      String span,
      String parent,
      String flags,
      String state,
      boolean isRecorded,
      boolean isInner) {
    var header = new AsciiString("00-" + id + "-" + span + "-" + flags);
    return new Trace(id, span, parent, flags, state, isRecorded, isInner, header);
  }

  /** A trace that begins here, and is not sampled. */
  public static Trace begun() {
    return of(hex(random()) + hex(random()), hex(random()), "", "00", "", false, false);
  }

  /** A span of our own in a trace that a client has begun. */
  public static Trace continued(String id, String parent, String flags, String state) {
    return of(id, hex(random()), parent, flags, state, false, false);
  }

  /** The same, with these flags instead. */
  public Trace sampled(String newFlags, boolean recorded) {
    return newFlags.equals(flags)
        ? new Trace(id, span, parent, flags, state, recorded, isInner, header)
        : of(id, span, parent, newFlags, state, recorded, isInner);
  }

  /**
   * The span of a task of this run. Always the same for the same task, so that nobody has to
   * remember it.
   */
  public Trace task(int index) {
    long mixed = mix(HexFormat.fromHexDigitsToLong(span) + (index + 1) * GOLDEN_GAMMA);
    return of(id, hex(mixed | 1), span, flags, state, isRecorded, isInner);
  }

  /** A run within this task. */
  public Trace inner() {
    return of(id, hex(random()), span, flags, state, isRecorded, true);
  }

  /** For the steps of a task: what {@link #in} finds. */
  public Context asContext() {
    return Context.of(Trace.class, this);
  }

  /**
   * The trace of the task that a step belongs to.
   *
   * @param otherwise where the task has none of its own
   */
  public static Trace in(ContextView context, Trace otherwise) {
    Object found = context.getOrDefault(Trace.class, otherwise);
    return found instanceof Trace trace ? trace : otherwise;
  }

  /** Not zero: that would mean that there is none. */
  private static long random() {
    return ThreadLocalRandom.current().nextLong() | 1;
  }

  private static String hex(long id) {
    return HexFormat.of().toHexDigits(id);
  }

  /** The finalizer of SplitMix64: near numbers become far ones. */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
