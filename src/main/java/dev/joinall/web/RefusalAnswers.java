package dev.joinall.web;

import dev.joinall.backend.StatusMapping;
import dev.joinall.json.JsonWriter;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.plan.Refusal;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import dev.joinall.run.Verdict;
import dev.joinall.template.Template;
import org.springframework.http.HttpHeaders;

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
    try {
      HttpAnswer answer =
          refusal.body().isPresent()
              ? HttpAnswer.of(refusal.status(), HttpAnswer.JSON, body(refusal.body().get(), report))
                  .with(HttpHeaders.CACHE_CONTROL, CacheRules.NO_STORE)
              : ProblemDetails.of(refusal.status(), detail(refusal, report));
      return DeclaredHeaders.of(refusal.headers(), report.scope()).addTo(answer);
    } catch (RuntimeException | StackOverflowError e) {
      return ProblemDetails.of(refusal.status(), ProblemTexts.REFUSED);
    }
  }

  private static JsonWriter body(Template body, Report report) {
    return new JsonWriter(256).json(body.render(report.scope()));
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
        cause instanceof Outcome.Failed failed
            ? StatusMapping.ofRefusal(failed.why().type())
            : StatusMapping.FAILED;
    String name = read.hidden() ? "a task" : "the task \"" + read.name() + "\"";
    String description =
        outcome.value().isPresent() ? "lacks a value" : AnswerAssembler.describe(outcome);
    HttpAnswer problem =
        ProblemDetails.of(status, ProblemTexts.NOT_CHECKED + ": " + name + " " + description);
    return status == StatusMapping.REJECTED
        ? problem.with(HttpHeaders.RETRY_AFTER, AnswerAssembler.retryAfter(cause))
        : problem;
  }

  static HttpAnswer notChecked() {
    return ProblemDetails.of(StatusMapping.TIMEOUT, ProblemTexts.NOT_CHECKED_IN_TIME);
  }
}
