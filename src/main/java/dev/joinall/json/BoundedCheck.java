package dev.joinall.json;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;

/**
 * One validation, given up where it finds too much or takes too long. It counts the keywords and
 * places that the library goes through; what one of them does beyond that, such as comparing items
 * or matching a pattern, it {@link #spend}s. Not thread-safe.
 */
final class BoundedCheck extends ExecutionContext {
  static final String TOO_LONG = "takes too long to check";

  /** Pieces of work in an element; one is about five nanoseconds. */
  static final int ELEMENT = 2;

  /** Taken at once, as taking changes what all loops share. */
  static final int ELEMENTS_AT_ONCE = 2_000;

  /** Of going on to a keyword, an item or a member, in work. */
  private static final int STEP = 28;

  /** Of an error, also one that does not count: those of the alternatives that do not fit. */
  private static final int ERROR = 150;

  /** Schemas within each other while a value is checked: bounds the stack. */
  private static final int MAX_DEPTH = 400;

  private static final ExecutionConfig CONFIG =
      ExecutionConfig.builder()
          .locale(Locale.ENGLISH)
          .formatAssertionsEnabled(true)
          .maxEvaluationDepth(MAX_DEPTH)
          .build();

  /** Formats and patterns are told nothing of the validation that they belong to. */
  private static final ScopedValue<BoundedCheck> CURRENT = ScopedValue.newInstance();

  private final int enough;
  private final LongPredicate take;
  private final List<Error> found;

  /** Work that is taken and not done. */
  private long left;

  /** Thrown where looking further has no use. The library logs exceptions, and goes on. */
  static final class GivenUp extends java.lang.Error {
    private static final long serialVersionUID = 1L;

    GivenUp(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * A validation that has not begun.
   *
   * @param enough errors that count
   * @param take takes so many elements of what may be spent, or says that they don't fit; gives
   *     them back where they are negative
   */
  BoundedCheck(int enough, LongPredicate take) {
    super(CONFIG);
    this.enough = enough;
    this.take = take;
    this.found = getErrors();
  }

  /** Checks within this bound. */
  void run(Runnable check) {
    try {
      ScopedValue.where(CURRENT, this).run(check);
    } finally {
      var _ = take.test(-left / ELEMENT);
    }
  }

  /**
   * So much work is about to be done; it is not counted where nothing of a request is checked.
   *
   * @throws GivenUp where it would be too much
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

  /** What counts, as far as it was found. */
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
