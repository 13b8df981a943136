package dev.joinall.backend;

/** Whether a backend responds; if not, why. */
public sealed interface Health {
  record Up() implements Health {}

  /** The pool was full, so the check could not run. The state of the backend is unknown. */
  record Busy(String reason) implements Health {}

  record Down(String reason) implements Health {}

  /** The result of a failed check. */
  static Health of(Fault fault) {
    return fault.type() == Fault.Type.REJECTED
        ? new Busy(fault.detail())
        : new Down(fault.detail());
  }
}
