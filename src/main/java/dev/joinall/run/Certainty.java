package dev.joinall.run;

import dev.joinall.backend.Fault;
import java.util.Optional;

/** Whether an effect that its backend has accepted is permanent. */
enum Certainty {
  /** It has happened. */
  DONE,

  /** Its transaction was rolled back. */
  UNDONE,

  /** The result of the commit is unknown. */
  OPEN;

  /**
   * The certainty of the effects of an uncommitted transaction.
   *
   * @param why the fault of the commit; empty if the transaction was rolled back
   */
  static Certainty ofUncommitted(Optional<Fault> why) {
    return why.filter(it -> it.type() == Fault.Type.UNKNOWN).isPresent() ? OPEN : UNDONE;
  }
}
