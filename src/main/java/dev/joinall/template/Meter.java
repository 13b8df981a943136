package dev.joinall.template;

/**
 * The budget of the request whose expression the current thread evaluates. CEL passes only the
 * arguments to a function, so functions charge their cost through this class.
 *
 * <p>Exceeding the budget ends the evaluation with an {@link Error}, because CEL tolerates
 * exceptions in some places ({@code a || b} is true if {@code a} fails and {@code b} is true) and
 * continues.
 */
final class Meter {
  private static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

  private Meter() {}

  /** Ends an evaluation; no part of the expression can tolerate it. */
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

  /** Evaluates with this budget. */
  static <T, X extends Throwable> T on(Budget budget, ScopedValue.CallableOp<T, X> evaluation)
      throws X {
    return ScopedValue.where(CURRENT, budget).call(evaluation);
  }

  static void chargeElements(long elements) {
    chargeElements(CURRENT.get(), elements);
  }

  static void chargeElements(Budget budget, long elements) {
    try {
      budget.chargeElements(elements);
    } catch (InvalidExpression e) {
      throw new Ended(e);
    }
  }

  static void chargeBytes(long bytes) {
    chargeBytes(CURRENT.get(), bytes);
  }

  static void chargeBytes(Budget budget, long bytes) {
    try {
      budget.chargeBytes(bytes);
    } catch (InvalidExpression e) {
      throw new Ended(e);
    }
  }
}
