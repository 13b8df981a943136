package dev.joinall.template;

/** An expression could not be evaluated, or its value does not fit its place. */
public final class InvalidExpression extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidExpression(String message) {
    super(message, null, false, false);
  }
}
