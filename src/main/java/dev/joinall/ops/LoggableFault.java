package dev.joinall.ops;

import dev.joinall.backend.Fault;
import dev.joinall.run.Outcome;
import java.util.Optional;

/** The detail of a fault for logs and traces: one line of bounded length, without a value. */
final class LoggableFault {
  private static final int MAX_DETAIL = 200;

  private LoggableFault() {}

  /**
   * The reason, if it is known. Details of expressions are omitted, because they may quote a value.
   */
  static Optional<String> detail(Outcome outcome) {
    return outcome
        .fault()
        .filter(fault -> fault.type() != Fault.Type.INVALID)
        .map(Fault::detail)
        .map(LoggableFault::line);
  }

  private static String line(String text) {
    String cut = text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) + "..." : text;
    return cut.replaceAll("\\p{Cntrl}+", " ");
  }
}
