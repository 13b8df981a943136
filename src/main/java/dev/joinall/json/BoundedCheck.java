package dev.joinall.json;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import java.util.List;
import java.util.Locale;

/** One validation, given up where it finds too much or takes too long. Not thread-safe. */
final class BoundedCheck extends ExecutionContext {
  /** Errors that do not count are errors too: those of the alternatives that do not fit. */
  private static final int MAX_ERRORS = 50_000;

  /** Keywords applied to values. A step takes about a microsecond. */
  private static final long MAX_STEPS = 1_000_000;

  private static final ExecutionConfig CONFIG =
      ExecutionConfig.builder()
          .locale(Locale.ENGLISH)
          .formatAssertionsEnabled(true)
          .maxEvaluationSteps(MAX_STEPS)
          .build();

  private final int enough;
  private final List<Error> found;
  private int errors;

  /** Thrown where looking further has no use. */
  static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GivenUp() {
      super("given up", null, false, false);
    }
  }

  BoundedCheck(int enough) {
    super(CONFIG);
    this.enough = enough;
    this.found = getErrors();
  }

  /** What counts, as far as it was found. */
  List<Error> found() {
    return found;
  }

  @Override
  public void addError(Error error) {
    super.addError(error);
    if (++errors >= MAX_ERRORS || found.size() >= enough) {
      throw new GivenUp();
    }
  }
}
