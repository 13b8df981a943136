package dev.joinall.web;

import dev.joinall.backend.Fault;
import dev.joinall.plan.Refusal;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import dev.joinall.run.Verdict;

/** Answers to requests that are turned away. Who is turned away is not told what else failed. */
final class RefusalAnswers {
  private static final String WITHOUT_DETAIL = "refused";

  private RefusalAnswers() {}

  static Answered refused(Report report, int index) {
    Refusal refusal = report.plan().refusals().get(index);
    return ProblemDetails.of(refusal.status(), detail(refusal, report));
  }

  /** Where it can't be made, the request is turned away without it. */
  private static String detail(Refusal refusal, Report report) {
    try {
      return refusal.detail().text(report.scope());
    } catch (RuntimeException | StackOverflowError e) {
      return WITHOUT_DETAIL;
    }
  }

  /** Where inputs are the reason, it is as if the refusal held. */
  static Answered notEvaluated(Report report, Verdict.NotEvaluated denied) {
    if (denied.task().isEmpty()) {
      return refused(report, denied.refusal());
    }
    Task read = report.plan().tasks().get(denied.task().getAsInt());
    Outcome outcome = report.outcome(read.index());
    Outcome cause = report.outcome(report.cause(read.index()));
    int status = cause instanceof Outcome.Failed(Fault why) ? status(why) : 502;
    String name = read.hidden() ? "a task" : "the task \"" + read.name() + "\"";
    String said = outcome.value().isPresent() ? "lacks a value" : Answers.said(outcome);
    Answered problem =
        ProblemDetails.of(status, "this request could not be checked: " + name + " " + said);
    return status == 503 ? problem.with("Retry-After", Answers.retryAfter(cause)) : problem;
  }

  static Answered notAsked() {
    return ProblemDetails.of(504, "the deadline passed before this request could be checked");
  }

  /** A guard that can't be evaluated is never the client's mistake. */
  private static int status(Fault fault) {
    return switch (fault.type()) {
      case REJECTED -> 503;
      case TIMEOUT -> 504;
      case CONFLICT, UNAVAILABLE, STATUS, MALFORMED, TOO_LARGE, INVALID, UNKNOWN, ERROR -> 502;
    };
  }
}
