package dev.joinall.ops;

import dev.joinall.backend.StatusMapping;
import dev.joinall.run.Report;

/**
 * A request whose answer is decided.
 *
 * @param status of its answer; 499 where the client left
 */
public record CompletedRequest(Report report, int status) {
  private static final int SERVER_ERROR = 500;

  /** Nobody here is to blame. */
  boolean hasClientLeft() {
    return status == StatusMapping.CLIENT_LEFT;
  }

  /** The server, or what stands behind it, is to blame. */
  boolean isFailed() {
    return status >= SERVER_ERROR;
  }

  /** Nanoseconds from the arrival of the request, its body's way included. */
  long nanos() {
    long arrival = report.scope().deadline() - report.plan().deadline().toNanos();
    return report.scope().now() - arrival;
  }
}
