package dev.joinall.template;

import dev.joinall.config.Internal;

/** Thrown if an expression can't be evaluated, or its value is not valid in its place. */
public final class InvalidExpression extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** In characters. A message may quote client input. */
  private static final int MAX_MESSAGE = 500;

  private final Cause reason;

  private enum Cause {
    /** Results of tasks, or the file. */
    VALUES,
    /** Data of the client. */
    INPUTS,
    /** The evaluation exceeds its budget. */
    BUDGET,
    /** The memory for the result is not available at the moment. */
    MEMORY
  }

  /** An error that is not attributed to a backend or the client. */
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

  /** The same error of an expression that reads only data of the client. */
  InvalidExpression ofInputs() {
    return reason == Cause.VALUES
        ? new InvalidExpression(String.valueOf(getMessage()), Cause.INPUTS)
        : this;
  }

  /** Whether data of the client caused the error. */
  @Internal
  public boolean isOfInputs() {
    return reason == Cause.INPUTS;
  }

  /**
   * The error of a valid expression, if the memory for its result is not available at the moment.
   */
  static InvalidExpression noMemory() {
    return new InvalidExpression(
        "the requests in flight use all of their memory limit", Cause.MEMORY);
  }

  /** The error of an evaluation that exceeds the budget of the request. */
  static InvalidExpression overBudget(String message) {
    return new InvalidExpression(message, Cause.BUDGET);
  }

  /** Whether a later attempt may succeed. */
  @Internal
  public boolean isTransient() {
    return reason == Cause.MEMORY;
  }
}
