package dev.joinall.template;

/**
 * The budget of the request whose expression this thread evaluates. CEL hands functions nothing but
 * their arguments, so what they cost is charged through this.
 *
 * <p>What does not fit ends the evaluation by an {@link Error}: CEL tolerates exceptions in some
 * places ({@code a || b} is true where {@code a} fails and {@code b} is true), and goes on.
 */
final class Meter {
  private static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

  private Meter() {}

  /** Ends an evaluation, for a reason that no part of the expression may tolerate. */
  static final class Ended extends Error {
    private static final long serialVersionUID = 1L;

    private final transient InvalidExpression reason;

    Ended(InvalidExpression reason) {
      super(reason.getMessage(), null, false, false);
      this.reason = reason;
    }

    InvalidExpression reason() {
      return reason;
    }
  }

  /** Evaluates on this budget. */
  static <T, X extends Throwable> T on(Budget budget, ScopedValue.CallableOp<T, X> evaluation)
      throws X {
    return ScopedValue.where(CURRENT, budget).call(evaluation);
  }

  static void look(long elements) {
    look(CURRENT.get(), elements);
  }

  static void look(Budget budget, long elements) {
    try {
      budget.look(elements);
    } catch (InvalidExpression e) {
      throw new Ended(e);
    }
  }

  static void make(long bytes) {
    make(CURRENT.get(), bytes);
  }

  static void make(Budget budget, long bytes) {
    try {
      budget.make(bytes);
    } catch (InvalidExpression e) {
      throw new Ended(e);
    }
  }
}
