package dev.joinall.json;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import java.util.List;
import java.util.Locale;

/**
 * One validation, given up where it finds too much or takes too long. What a keyword does beyond a
 * step, such as comparing items or matching a pattern, it {@link #spend}s. Not thread-safe.
 */
final class BoundedCheck extends ExecutionContext {
  static final String TOO_LONG = "takes too long to check";

  /** Of work that is counted. About four nanoseconds each. */
  static final long MAX_WORK = 8_000_000;

  /** Of turning one value into a node, in work. */
  static final int NODE = 8;

  /** Errors that do not count are errors too: those of the alternatives that do not fit. */
  private static final int MAX_ERRORS = 30_000;

  /** Keywords applied to values. A step takes from 70 to 300 nanoseconds. */
  private static final long MAX_STEPS = 200_000;

  /** Schemas within each other while a value is checked: bounds the stack. */
  private static final int MAX_DEPTH = 400;

  private static final ExecutionConfig CONFIG =
      ExecutionConfig.builder()
          .locale(Locale.ENGLISH)
          .formatAssertionsEnabled(true)
          .maxEvaluationSteps(MAX_STEPS)
          .maxEvaluationDepth(MAX_DEPTH)
          .build();

  /** Formats and patterns are told nothing of the validation that they belong to. */
  private static final ScopedValue<BoundedCheck> CURRENT = ScopedValue.newInstance();

  private final int enough;
  private final List<Error> found;
  private int errors;
  private long work;

  /** Thrown where looking further has no use. The library logs exceptions, and goes on. */
  static final class GivenUp extends java.lang.Error {
    private static final long serialVersionUID = 1L;

    GivenUp(String why) {
      super(why, null, false, false);
    }
  }

  BoundedCheck(int enough) {
    super(CONFIG);
    this.enough = enough;
    this.found = getErrors();
  }

  /** Checks within this bound. */
  void run(Runnable check) {
    ScopedValue.where(CURRENT, this).run(check);
  }

  /**
   * So much work is about to be done; it is not counted where nothing of a request is checked.
   *
   * @throws GivenUp where it would be too much
   */
  static void spend(long more) {
    if (CURRENT.isBound()) {
      BoundedCheck check = CURRENT.get();
      check.work += more;
      if (check.work > MAX_WORK) {
        throw new GivenUp(TOO_LONG);
      }
    }
  }

  /** What counts, as far as it was found. */
  List<Error> found() {
    return found;
  }

  @Override
  public void addError(Error error) {
    super.addError(error);
    if (++errors >= MAX_ERRORS || found.size() >= enough) {
      throw new GivenUp(TOO_LONG);
    }
  }
}
