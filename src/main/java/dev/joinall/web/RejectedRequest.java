package dev.joinall.web;

import dev.joinall.config.Fields;
import dev.joinall.security.Authentication;

/** A request that is rejected before it runs, with its answer. Cheap: it has no stack trace. */
final class RejectedRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient HttpAnswer answer;
  private final String reason;

  RejectedRequest(int status, String detail) {
    this(ProblemDetails.of(status, detail));
  }

  /** The reason follows from the status. */
  RejectedRequest(HttpAnswer answer) {
    this(answer, RejectionReason.of(answer.status()));
  }

  RejectedRequest(HttpAnswer answer, RejectionReason reason) {
    this(answer, Fields.name(reason));
  }

  /** A request whose credentials are rejected. */
  RejectedRequest(HttpAnswer answer, Authentication.Reason reason) {
    this(answer, Fields.name(reason));
  }

  private RejectedRequest(HttpAnswer answer, String reason) {
    super("answered with " + answer.status(), null, false, false);
    this.answer = answer;
    this.reason = reason;
  }

  /** A word for the metric, of a bounded set. */
  String reason() {
    return reason;
  }

  HttpAnswer answer() {
    return answer;
  }
}
