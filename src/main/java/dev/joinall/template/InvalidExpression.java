package dev.joinall.template;

/** An expression could not be evaluated, or its value does not fit its place. */
public final class InvalidExpression extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** In characters: a message may quote what a client sent. */
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

  /** Where the expression is well, and what it makes has no room now. */
  static InvalidExpression noMemory() {
    return new InvalidExpression("the requests under way hold all memory that they may", true);
  }

  /** Whether the same may succeed at another time. */
  public boolean isPassing() {
    return passing;
  }
}
