package dev.joinall.json;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;

/**
 * One validation with a limit on violations and on time. Counts the keywords and positions that the
 * library visits. Additional work, such as comparing items or matching a pattern, calls {@link
 * #spend}. Not thread-safe.
 */
final class BoundedCheck extends ExecutionContext {
  static final String TOO_LONG = "takes too long to check";

  /** The number of units of work in an element; a unit is about five nanoseconds. */
  static final int ELEMENT = 2;

  /** The number of elements taken at once, because all event loops share the budget. */
  static final int ELEMENTS_AT_ONCE = 2_000;

  /** The work of visiting a keyword, an item or a member. */
  private static final int STEP = 28;

  /** The work of an error, including errors of alternatives that do not match. */
  private static final int ERROR = 150;

  /** The maximum nesting of schemas during a validation. Limits the stack. */
  private static final int MAX_DEPTH = 400;

  private static final ExecutionConfig CONFIG =
      ExecutionConfig.builder()
          .locale(Locale.ENGLISH)
          .formatAssertionsEnabled(true)
          .maxEvaluationDepth(MAX_DEPTH)
          .build();

  /** Gives formats and patterns access to the validation in which they run. */
  private static final ScopedValue<BoundedCheck> CURRENT = ScopedValue.newInstance();

  private final int enough;
  private final LongPredicate take;
  private final List<Error> found;

  /** Work that was taken from the budget and is not done yet. */
  private long left;

  /** Ends the validation. An error, because the library logs exceptions and continues. */
  static final class GivenUp extends java.lang.Error {
    private static final long serialVersionUID = 1L;

    GivenUp(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * Creates a validation that has not started.
   *
   * @param enough the maximum number of violations
   * @param take takes elements from the budget; false if they exceed it; a negative number returns
   *     them
   */
  BoundedCheck(int enough, LongPredicate take) {
    super(CONFIG);
    this.enough = enough;
    this.take = take;
    this.found = getErrors();
  }

  /** Runs the check within the limits. */
  void run(Runnable check) {
    try {
      ScopedValue.where(CURRENT, this).run(check);
    } finally {
      var _ = take.test(-left / ELEMENT);
    }
  }

  /**
   * Charges work before it is done; ignored outside of a validation.
   *
   * @throws GivenUp if it exceeds the budget
   */
  static void spend(long work) {
    if (CURRENT.isBound()) {
      CURRENT.get().use(work);
    }
  }

  private void use(long work) {
    if (left < work) {
      long more = Math.max(ELEMENTS_AT_ONCE, work / ELEMENT);
      if (!take.test(more)) {
        throw new GivenUp(TOO_LONG);
      }
      left += more * ELEMENT;
    }
    left -= work;
  }

  /** The violations found so far. */
  List<Error> found() {
    return found;
  }

  @Override
  public void evaluationPathAddLast(String keyword) {
    use(STEP);
    super.evaluationPathAddLast(keyword);
  }

  @Override
  public void evaluationPathAddLast(int index) {
    use(STEP);
    super.evaluationPathAddLast(index);
  }

  @Override
  public void addError(Error error) {
    use(ERROR);
    super.addError(error);
    if (found.size() >= enough) {
      throw new GivenUp(TOO_LONG);
    }
  }
}
