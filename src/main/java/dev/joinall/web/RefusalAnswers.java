package dev.joinall.web;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StatusMapping;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.plan.Refusal;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import dev.joinall.run.Verdict;

/** The answers of refused requests. They do not tell the client which other tasks failed. */
final class RefusalAnswers {
  private RefusalAnswers() {}

  /** Whether the inputs alone denied the request, before any task started. */
  static boolean isByInputs(Report report) {
    Verdict verdict = report.verdict();
    return (verdict instanceof Verdict.Refused(int refused) && readsNoTask(report, refused))
        || (verdict instanceof Verdict.NotEvaluated it && readsNoTask(report, it.refusal()));
  }

  private static boolean readsNoTask(Report report, int refusal) {
    return report.plan().refusals().get(refusal).needs().isEmpty();
  }

  static HttpAnswer refused(Report report, int index) {
    Refusal refusal = report.plan().refusals().get(index);
    return ProblemDetails.of(refusal.status(), detail(refusal, report));
  }

  /** If the detail cannot be evaluated, the request is denied with a fixed text. */
  private static String detail(Refusal refusal, Report report) {
    try {
      return refusal.detail().text(report.scope());
    } catch (RuntimeException | StackOverflowError e) {
      return ProblemTexts.REFUSED;
    }
  }

  /** If an input is the cause, the answer is the same as if the refusal denied. */
  static HttpAnswer notEvaluated(Report report, Verdict.NotEvaluated denied) {
    if (denied.task().isEmpty()) {
      return refused(report, denied.refusal());
    }
    Task read = report.plan().tasks().get(denied.task().getAsInt());
    Outcome outcome = report.outcome(read.index());
    Outcome cause = report.outcome(report.cause(read.index()));
    int status =
        cause instanceof Outcome.Failed(Fault why)
            ? StatusMapping.ofRefusal(why.type())
            : StatusMapping.FAILED;
    String name = read.hidden() ? "a task" : "the task \"" + read.name() + "\"";
    String said = outcome.value().isPresent() ? "lacks a value" : AnswerAssembler.said(outcome);
    HttpAnswer problem =
        ProblemDetails.of(status, ProblemTexts.NOT_CHECKED + ": " + name + " " + said);
    return status == StatusMapping.REJECTED
        ? problem.with("Retry-After", AnswerAssembler.retryAfter(cause))
        : problem;
  }

  static HttpAnswer notAsked() {
    return ProblemDetails.of(StatusMapping.TIMEOUT, ProblemTexts.NOT_CHECKED_IN_TIME);
  }
}
