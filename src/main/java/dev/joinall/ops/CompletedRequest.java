package dev.joinall.ops;

import dev.joinall.backend.StatusMapping;
import dev.joinall.run.Report;

/**
 * A request whose answer is decided.
 *
 * @param status of its answer; 499 if the client disconnected
 * @param stale whether an old answer was used in place of that of the run
 */
public record CompletedRequest(Report report, int status, boolean stale, ReceivedRequest request) {
  private static final int SERVER_ERROR = 500;

  /** Not an error of the server. */
  boolean hasClientLeft() {
    return status == StatusMapping.CLIENT_LEFT;
  }

  /** An error of the server or of its backends. */
  boolean isFailed() {
    return status >= SERVER_ERROR;
  }

  /** Its client gets what is about its own request: nobody else needs to know. */
  boolean isForClientAlone() {
    return !isFailed() && (report.isClientsMistake() || report.passed().isPresent());
  }

  /** Nanoseconds from the arrival of the request, including the transfer of its body. */
  long nanos() {
    long arrival = report.scope().deadline() - report.plan().deadline().toNanos();
    return report.scope().now() - arrival;
  }
}
