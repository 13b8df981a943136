package dev.joinall.template;

import dev.joinall.json.Json;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one request knows: a value or nothing in each slot that {@link Names} gave out, and the time
 * it has left. Written by one thread at a time; whoever hands it on makes the writes visible.
 */
public final class Scope {
  private final @Nullable Json[] values;
  private final LongSupplier clock;
  private final long deadline;

  /**
   * @param slots how many {@link Names#slots} there are
   * @param clock nanoseconds, as {@link System#nanoTime} counts them
   * @param deadline on that clock
   */
  public Scope(int slots, LongSupplier clock, long deadline) {
    this(new Json[slots], clock, deadline);
  }

  private Scope(@Nullable Json[] values, LongSupplier clock, long deadline) {
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
    var copy = new Scope(values.clone(), clock, deadline);
    copy.set(slot, value);
    return copy;
  }

  public long now() {
    return clock.getAsLong();
  }

  /** Nanoseconds to the deadline; zero or less when it has passed. */
  public long remaining() {
    return deadline - clock.getAsLong();
  }
}
