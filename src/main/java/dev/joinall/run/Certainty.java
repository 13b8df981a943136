package dev.joinall.run;

import dev.joinall.backend.Fault;
import java.util.Optional;

/** Whether an effect that its backend has accepted stays. */
enum Certainty {
  /** It has happened. */
  DONE,

  /** Its transaction was rolled back. */
  UNDONE,

  /** The commit of its transaction has no answer. */
  OPEN;

  /** Of a transaction that was not committed for this reason; empty if it was rolled back. */
  static Certainty ofUncommitted(Optional<Fault> why) {
    return why.filter(it -> it.type() == Fault.Type.UNKNOWN).isPresent() ? OPEN : UNDONE;
  }
}
