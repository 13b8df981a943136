package dev.joinall.web;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StatusMapping;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.plan.AnswerPlan;
import dev.joinall.plan.Task;
import dev.joinall.run.BodyWriter;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import dev.joinall.run.Verdict;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Reply;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** Makes the HTTP answer of a report. */
record AnswerAssembler(Report report, int maxBytes) {
  private static final long DEFAULT_RETRY_AFTER = 1;

  /**
   * The answer.
   *
   * @param maxBytes the maximum size of its body in bytes; a larger answer is replaced by problem
   *     details
   */
  static HttpAnswer of(Report report, int maxBytes) {
    var answers = new AnswerAssembler(report, maxBytes);
    HttpAnswer answer =
        switch (report.verdict()) {
          case Verdict.Met met -> answers.met();
          case Verdict.Unmet(int task) -> answers.unmet(task);
          case Verdict.Broken(String detail) ->
              answers.problem(StatusMapping.DEFECT, "a defect of the server: " + detail);
          case Verdict.Refused(int refusal) -> RefusalAnswers.refused(report, refusal);
          case Verdict.NotEvaluated denied -> RefusalAnswers.notEvaluated(report, denied);
          case Verdict.NotChecked late -> RefusalAnswers.notChecked();
          case Verdict.TooLate late ->
              answers.orDeclared(
                  Fault.Type.TIMEOUT.word(),
                  answers.problem(StatusMapping.TIMEOUT, ProblemTexts.TOO_LATE));
          case Verdict.Abandoned abandoned ->
              answers.problem(StatusMapping.CLIENT_DISCONNECTED, "the client disconnected");
        };
    return answers.withHeaders(answer);
  }

  private HttpAnswer met() {
    AnswerPlan.Made made = report.plan().answer().met();
    try {
      HttpAnswer answer =
          report.plan().answer().streamed() ? streamed() : content(status(made, 200), made);
      return withDeclared(answer, made);
    } catch (InvalidExpression e) {
      return problem(StatusMapping.DEFECT, "the answer could not be made: " + e.getMessage());
    }
  }

  private HttpAnswer streamed() {
    return HttpAnswer.of(
        report
            .scope()
            .transfer()
            .reply()
            .orElseThrow(() -> new InvalidExpression("its stream has not begun")));
  }

  private HttpAnswer content(int status, AnswerPlan.Made made) {
    HttpAnswer answer = AnswerContent.of(status, report, made);
    if (answer.body().length() > maxBytes) {
      throw new InvalidExpression("it has more than " + maxBytes + " bytes");
    }
    return answer;
  }

  /**
   * The declared status.
   *
   * @param defaultStatus used if no status is declared, if it is null, or if a task that it reads
   *     has no value
   */
  private int status(AnswerPlan.Made made, int defaultStatus) {
    if (made.status().isEmpty()) {
      return defaultStatus;
    }
    Json value = made.render(AnswerPlan.Made.STATUS, made.status().get(), report.scope());
    if (value.isNull()) {
      return defaultStatus;
    }
    if (value.kind() == Json.Kind.NUMBER) {
      double status = value.number().doubleValue();
      if (status >= 200 && status <= 599 && status == Math.rint(status)) {
        return (int) status;
      }
    }
    throw new InvalidExpression("respond.status is not an HTTP status");
  }

  private HttpAnswer withDeclared(HttpAnswer answer, AnswerPlan.Made made) {
    return DeclaredHeaders.of(made, report.scope()).addTo(answer);
  }

  private HttpAnswer unmet(int decider) {
    Optional<Reply> passed = report.passed();
    if (passed.isPresent()) {
      return PassedAnswers.of(passed.get());
    }
    Task task = report.plan().tasks().get(decider);
    Outcome cause = report.outcome(report.cause(decider));
    boolean lacks = task.required() && report.outcome(decider).value().isEmpty();
    String description = describe(report.outcome(decider));
    String detail =
        task.isInTransaction() && !task.required()
            ? ProblemTexts.rolledBack(task.name(), description)
            : ProblemTexts.unmet(lacks, task.name(), description);
    int status = status(cause);
    HttpAnswer problem =
        orDeclared(
            cause(cause),
            report.isClientError()
                ? ProblemDetails.of(status, ProblemTexts.unusable(detailOf(cause)))
                : problem(status, detail));
    return problem.status() == StatusMapping.REJECTED
        ? problem.with(HttpHeaders.RETRY_AFTER, retryAfter(cause))
        : problem;
  }

  /** The answer that the file declares for an unmet join, or else these problem details. */
  private HttpAnswer orDeclared(String cause, HttpAnswer problem) {
    Optional<AnswerPlan.Made> declared = report.plan().answer().unmet(cause);
    if (declared.isEmpty()) {
      return problem;
    }
    AnswerPlan.Made made = declared.get();
    try {
      int status = status(made, problem.status());
      HttpAnswer answer =
          made.body().isPresent()
              ? content(status, made).with(HttpHeaders.CACHE_CONTROL, CacheRules.NO_STORE)
              : problem.withStatus(status);
      return withDeclared(answer, made);
    } catch (InvalidExpression e) {
      return problem(StatusMapping.DEFECT, "the answer could not be made: " + e.getMessage());
    }
  }

  private static String detailOf(Outcome cause) {
    return cause.fault().map(Fault::detail).orElse("");
  }

  /** As {@code respond.unmet} names it: {@code absent}, or the word of a fault. */
  private static String cause(Outcome outcome) {
    return outcome.fault().map(it -> it.type().word()).orElseGet(outcome::word);
  }

  static String describe(Outcome outcome) {
    return outcome
        .fault()
        .map(fault -> "failed: " + fault.type().word())
        .orElseGet(() -> "is " + outcome.word());
  }

  private static int status(Outcome cause) {
    return cause instanceof Outcome.Absent
        ? StatusMapping.ABSENT
        : cause.fault().map(StatusMapping::of).orElse(StatusMapping.FAILED);
  }

  static String retryAfter(Outcome cause) {
    long seconds =
        cause
            .fault()
            .flatMap(Fault::retryAfter)
            .map(Duration::toSeconds)
            .orElse(DEFAULT_RETRY_AFTER);
    return Long.toString(Math.max(DEFAULT_RETRY_AFTER, seconds));
  }

  private HttpAnswer problem(int status, String detail) {
    JsonWriter body = ProblemDetails.open(status, detail);
    BodyWriter.errors(report, body);
    return ProblemDetails.answered(status, body.endObject());
  }

  private HttpAnswer withHeaders(HttpAnswer answer) {
    boolean complete = report.isComplete();
    answer.with("Joinall-Complete", Boolean.toString(complete));
    answer.with(ServerTiming.HEADER, ServerTiming.of(report));
    CacheStatus.of(report).ifPresent(it -> answer.with(CacheStatus.NAME, it));
    return complete ? answer : CacheRules.forbid(answer);
  }
}
