package dev.joinall.web;

/** A request that can't be taken, and what to answer instead. Cheap: it has no stack trace. */
final class Rejected extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Answered answered;

  Rejected(int status, String detail) {
    this(ProblemDetails.of(status, detail));
  }

  Rejected(Answered answered) {
    super("answered with " + answered.status(), null, false, false);
    this.answered = answered;
  }

  Answered answered() {
    return answered;
  }
}
