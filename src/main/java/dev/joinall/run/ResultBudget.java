package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.run.Outcome.Failed;
import java.util.Optional;

/**
 * Charges the result of each task to the memory of the request. A result that exceeds it fails its
 * task with {@code too-large} and is dropped; earlier results stay. Thread-safe.
 */
final class ResultBudget {
  private final int maxBytes;
  private final MemoryBudget.Reservation reservation;

  ResultBudget(MemoryBudget memory) {
    this.maxBytes = memory.maxPerRequest();
    this.reservation = memory.reservation();
  }

  /**
   * The outcome itself, or a failure if its value exceeds the budget. Then the body of a refused
   * call is dropped as well.
   */
  Outcome of(Outcome outcome) {
    return outcome instanceof Failed failed ? refusal(failed) : value(outcome);
  }

  private Failed refusal(Failed failed) {
    Fault fault = failed.why();
    int length = fault.reply().map(it -> it.body().length()).orElse(0);
    return length == 0 || (reservation.fits(length) && reservation.tryReserve(length))
        ? failed
        : new Failed(fault.with(fault.reply().orElseThrow().withoutBody()));
  }

  private Outcome value(Outcome outcome) {
    Optional<Json> value = outcome.value();
    int length = value.isPresent() ? value.get().length() : 0;
    if (!reservation.fits(length)) {
      return failed(
          Fault.Type.TOO_LARGE, "the values of this request have more than " + maxBytes + " bytes");
    }
    return reservation.tryReserve(length)
        ? outcome
        : failed(Fault.Type.REJECTED, "the requests in flight use all of their memory limit");
  }

  private static Failed failed(Fault.Type type, String detail) {
    return new Failed(Fault.of(type, detail));
  }

  /** Releases the memory. Called at the end of the run; later results are not charged. */
  void release() {
    reservation.release();
  }
}
