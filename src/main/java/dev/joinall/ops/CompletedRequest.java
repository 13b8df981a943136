package dev.joinall.ops;

import dev.joinall.backend.StatusMapping;
import dev.joinall.run.Report;

/**
 * A request whose answer is decided.
 *
 * @param status of its answer; 499 if the client disconnected
 * @param stale whether a stale answer replaced that of the run
 */
public record CompletedRequest(Report report, int status, boolean stale, ReceivedRequest request) {
  private static final int SERVER_ERROR = 500;

  /** Whether the client disconnected, which is not an error of the server. */
  boolean isClientDisconnected() {
    return status == StatusMapping.CLIENT_DISCONNECTED;
  }

  /** Whether the status is an error of the server or of its backends. */
  boolean isFailed() {
    return status >= SERVER_ERROR;
  }

  /** Whether the cause is in the client's own request, so that it need not be logged. */
  boolean isOnlyClientError() {
    return !isFailed() && (report.isClientError() || report.passed().isPresent());
  }

  /** Nanoseconds from the arrival of the request, including the transfer of its body. */
  long nanos() {
    long arrival = report.scope().deadline() - report.plan().deadline().toNanos();
    return report.scope().now() - arrival;
  }
}
