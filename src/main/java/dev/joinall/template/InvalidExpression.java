package dev.joinall.template;

/** An expression could not be evaluated, or its value is not valid in its place. */
public final class InvalidExpression extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** In characters. A message may quote client input. */
  private static final int MAX_MESSAGE = 500;

  private final boolean passing;

  public InvalidExpression(String message) {
    this(message, false);
  }

  private InvalidExpression(String message, boolean passing) {
    super(
        message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "...",
        null,
        false,
        false);
    this.passing = passing;
  }

  /** For a valid expression whose result has no memory at the moment. */
  static InvalidExpression noMemory() {
    return new InvalidExpression("the requests under way hold all memory that they may", true);
  }

  /** Whether a later attempt may succeed. */
  public boolean isPassing() {
    return passing;
  }
}
