package dev.joinall.backend;

/** Whether a backend answers; if not, why. */
public sealed interface Health {
  record Up() implements Health {}

  /** No place was free to ask it: that says nothing of the backend. */
  record Busy(String reason) implements Health {}

  record Down(String reason) implements Health {}

  /** Of a check that failed. */
  static Health of(Fault fault) {
    return fault.type() == Fault.Type.REJECTED
        ? new Busy(fault.detail())
        : new Down(fault.detail());
  }
}
