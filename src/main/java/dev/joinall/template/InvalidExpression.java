package dev.joinall.template;

import dev.joinall.config.Internal;

/** An expression could not be evaluated, or its value is not valid in its place. */
public final class InvalidExpression extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** In characters. A message may quote client input. */
  private static final int MAX_MESSAGE = 500;

  private final Cause reason;

  private enum Cause {
    /** What a task found, or the file. */
    VALUES,
    /** What the client sent. */
    INPUTS,
    /** The work is too much. */
    BUDGET,
    /** There is no memory at the moment. */
    MEMORY
  }

  /** Neither a backend nor the client is to blame, as far as is known. */
  public InvalidExpression(String message) {
    this(message, Cause.VALUES);
  }

  private InvalidExpression(String message, Cause cause) {
    super(
        message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "...",
        null,
        false,
        false);
    this.reason = cause;
  }

  /** The same, of an expression that reads what the client sent and nothing else. */
  InvalidExpression ofInputs() {
    return reason == Cause.VALUES
        ? new InvalidExpression(String.valueOf(getMessage()), Cause.INPUTS)
        : this;
  }

  /** Whether what the client sent is to blame. */
  @Internal
  public boolean isOfInputs() {
    return reason == Cause.INPUTS;
  }

  /** For a valid expression whose result has no memory at the moment. */
  static InvalidExpression noMemory() {
    return new InvalidExpression(
        "the requests in flight use all of their memory limit", Cause.MEMORY);
  }

  /** For work that exceeds the budget of the request. */
  static InvalidExpression overBudget(String message) {
    return new InvalidExpression(message, Cause.BUDGET);
  }

  /** Whether a later attempt may succeed. */
  @Internal
  public boolean isPassing() {
    return reason == Cause.MEMORY;
  }
}
