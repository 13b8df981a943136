package dev.joinall.web;

/** A request that is not run, and its answer. Cheap: it has no stack trace. */
final class RejectedRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient HttpAnswer answer;

  RejectedRequest(int status, String detail) {
    this(ProblemDetails.of(status, detail));
  }

  RejectedRequest(HttpAnswer answer) {
    super("answered with " + answer.status(), null, false, false);
    this.answer = answer;
  }

  HttpAnswer answer() {
    return answer;
  }
}
