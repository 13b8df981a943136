package dev.joinall.backend;

/** The exception of a failed step. Cheap: without a stack trace. */
public final class StepException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Fault fault;

  public StepException(Fault fault) {
    super(fault.type().word() + ": " + fault.detail(), null, false, false);
    this.fault = fault;
  }

  public StepException(Fault.Type type, String detail) {
    this(Fault.of(type, detail));
  }

  public Fault fault() {
    return fault;
  }
}
