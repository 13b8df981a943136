package dev.joinall.template;

import dev.joinall.config.Internal;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.IntPredicate;

/**
 * The evaluation budget of one request: time, counted in elements, and memory, counted in bytes.
 * Work is charged before it is done; a charge over the budget fails and is not counted, so that a
 * smaller one may still fit. Thread-safe.
 */
public final class Budget {
  /**
   * About ten nanoseconds each, so all of them take less than the 50 ms for which a loop may be
   * held.
   */
  @Internal public static final long DEFAULT_ELEMENTS = 2_500_000;

  @Internal public static final long DEFAULT_BYTES = 16 << 20;

  /** The unit of reservations: a reservation writes to memory that all event loops share. */
  private static final int RESERVATION_UNIT = 64 << 10;

  private static final AtomicLongFieldUpdater<Budget> ELEMENTS =
      AtomicLongFieldUpdater.newUpdater(Budget.class, "elements");
  private static final AtomicLongFieldUpdater<Budget> BYTES =
      AtomicLongFieldUpdater.newUpdater(Budget.class, "bytes");

  private final Limits limits;
  private final IntPredicate reserve;
  private volatile long elements;
  private volatile long bytes;

  /** The maximums of one request. */
  @Internal
  public record Limits(long elements, long bytes) {
    public static final Limits DEFAULT = new Limits(DEFAULT_ELEMENTS, DEFAULT_BYTES);
  }

  /**
   * Creates an unused budget.
   *
   * @param reserve reserves bytes of the memory budget of all requests; false if they do not fit
   */
  @Internal
  public Budget(Limits limits, IntPredicate reserve) {
    this.limits = limits;
    this.reserve = reserve;
  }

  /** A budget without limits, for expressions of the operator. */
  public static Budget unbounded() {
    return new Budget(new Limits(Long.MAX_VALUE, Long.MAX_VALUE), bytes -> true);
  }

  /** A budget for a process that runs a single request. */
  @Internal
  public static Budget standard() {
    return new Budget(Limits.DEFAULT, bytes -> true);
  }

  /** The elements spent so far. */
  long spentElements() {
    return elements;
  }

  /** Takes elements; false if they exceed the budget. A negative number returns them. */
  public boolean take(long more) {
    if (ELEMENTS.addAndGet(this, more) > limits.elements && more > 0) {
      ELEMENTS.addAndGet(this, -more);
      return false;
    }
    return true;
  }

  /**
   * Charges elements before they are processed.
   *
   * @throws InvalidExpression if they exceed the budget
   */
  public void chargeElements(long more) {
    if (!take(more)) {
      throw InvalidExpression.overBudget(
          "the expressions of this request exceed the evaluation budget of %,d elements; %s"
              .formatted(limits.elements, "let them read less data, or read it fewer times"));
    }
  }

  /**
   * Charges bytes before they are created.
   *
   * @throws InvalidExpression if they exceed the budget
   */
  void chargeBytes(long more) {
    long now = BYTES.addAndGet(this, more);
    if (now > limits.bytes) {
      BYTES.addAndGet(this, -more);
      throw InvalidExpression.overBudget(
          "the expressions of this request exceed the evaluation budget of %,d bytes; %s"
              .formatted(limits.bytes, "create smaller values, or fewer of them"));
    }
    long blocks = now / RESERVATION_UNIT - (now - more) / RESERVATION_UNIT;
    if (blocks > 0 && !reserve.test((int) blocks * RESERVATION_UNIT)) {
      BYTES.addAndGet(this, -more);
      throw InvalidExpression.noMemory();
    }
  }
}
