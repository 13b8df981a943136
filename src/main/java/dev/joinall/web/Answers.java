package dev.joinall.web;

import dev.joinall.backend.Fault;
import dev.joinall.config.RespondConfig;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.plan.Answer;
import dev.joinall.plan.Refusal;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import dev.joinall.run.Verdict;
import dev.joinall.template.HeaderText;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Template;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** From a report to the answer of one request. */
final class Answers {
  private static final long DEFAULT_RETRY_AFTER = 1;

  private final Report report;

  private Answers(Report report) {
    this.report = report;
  }

  static Answered of(Report report) {
    var answers = new Answers(report);
    Answered answered =
        switch (report.verdict()) {
          case Verdict.Met met -> answers.met();
          case Verdict.Unmet(int task) -> answers.unmet(task);
          case Verdict.Broken(String detail) ->
              answers.problem(500, "a defect of the server: " + detail);
          case Verdict.Refused(int refusal) -> answers.refused(refusal);
          case Verdict.TooLate late ->
              answers.orDeclared(
                  answers.problem(504, "the deadline passed before the join was met"));
          case Verdict.Abandoned gone -> answers.problem(499, "the client left");
        };
    return answers.withHeaders(answered);
  }

  private Answered met() {
    Answer.Made made = report.plan().answer().met();
    try {
      int status = made.status().map(this::status).orElse(200);
      return withDeclared(Answered.of(status, Answered.JSON, body(made)), made);
    } catch (InvalidExpression e) {
      return problem(500, "the answer could not be made: " + e.getMessage());
    }
  }

  private int status(Template template) {
    Json value = template.render(report.scope());
    if (value.value() instanceof Long status && status >= 200 && status <= 599) {
      return status.intValue();
    }
    throw new InvalidExpression("respond.status is not an HTTP status");
  }

  private void header(Answered answered, String name, Template template) {
    Json value = template.render(report.scope());
    if (!value.isNull()) {
      answered.with(name, HeaderText.checked(value.text()));
    }
  }

  private Answered withDeclared(Answered answered, Answer.Made made) {
    made.headers().forEach((name, value) -> header(answered, name, value));
    return answered;
  }

  private JsonWriter body(Answer.Made made) {
    if (made.body().isPresent()) {
      return new JsonWriter(1024).json(made.body().get().render(report.scope()));
    }
    var body = new JsonWriter(expectedLength()).beginObject();
    for (Task task : report.plan().tasks()) {
      if (!task.hidden()) {
        body.member(task.name(), report.outcome(task.index()).value().orElse(Json.NULL));
      }
    }
    if (!report.isComplete()) {
      errors(body);
    }
    return body.endObject();
  }

  private int expectedLength() {
    int length = 64;
    for (Task task : report.plan().tasks()) {
      length += task.name().length() + 8;
      length += report.outcome(task.index()).value().map(Json::length).orElse(4);
    }
    return length;
  }

  private Answered unmet(int decider) {
    Task task = report.plan().tasks().get(decider);
    Outcome cause = rootCause(decider);
    boolean lacks = task.required() && report.outcome(decider).value().isEmpty();
    String what = lacks ? "the required task" : "the join can't be met: the task";
    String detail = what + " \"" + task.name() + "\" " + said(report.outcome(decider));
    Answered problem = orDeclared(problem(status(cause), detail));
    return problem.status() == 503 ? problem.with("Retry-After", retryAfter(cause)) : problem;
  }

  /** What the file declares for a join that is not met, in place of these problem details. */
  private Answered orDeclared(Answered problem) {
    Optional<Answer.Made> declared = report.plan().answer().unmet();
    if (declared.isEmpty()) {
      return problem;
    }
    Answer.Made made = declared.get();
    try {
      int status = made.status().map(this::status).orElse(problem.status());
      Answered answered =
          made.body().isPresent()
              ? Answered.of(status, Answered.JSON, body(made)).with("Cache-Control", "no-store")
              : problem.withStatus(status);
      return withDeclared(answered, made);
    } catch (InvalidExpression e) {
      return problem(500, "the answer could not be made: " + e.getMessage());
    }
  }

  private Answered refused(int index) {
    Refusal refusal = report.plan().refusals().get(index);
    try {
      return problem(refusal.status(), refusal.detail().text(report.scope()));
    } catch (InvalidExpression e) {
      return problem(refusal.status(), "refused");
    }
  }

  /** Where a task was skipped: why the one failed that it needed. */
  private Outcome rootCause(int task) {
    Outcome outcome = report.outcome(task);
    return outcome instanceof Outcome.Skipped skipped && skipped.because().isPresent()
        ? rootCause(skipped.because().getAsInt())
        : outcome;
  }

  private static String said(Outcome outcome) {
    return outcome
        .fault()
        .map(fault -> "failed: " + fault.type().word())
        .orElseGet(() -> "is " + outcome.word());
  }

  private static int status(Outcome cause) {
    if (cause instanceof Outcome.Absent) {
      return 404;
    }
    return cause
        .fault()
        .map(fault ->
            switch (fault.type()) {
              case CONFLICT -> 409;
              case REJECTED -> 503;
              case TIMEOUT -> 504;
              case UNAVAILABLE, STATUS, MALFORMED, TOO_LARGE, INVALID, UNKNOWN, ERROR -> 502;
            })
        .orElse(502);
  }

  private static String retryAfter(Outcome cause) {
    long seconds =
        cause
            .fault()
            .flatMap(Fault::retryAfter)
            .map(Duration::toSeconds)
            .orElse(DEFAULT_RETRY_AFTER);
    return Long.toString(Math.max(DEFAULT_RETRY_AFTER, seconds));
  }

  private Answered problem(int status, String detail) {
    JsonWriter body = ProblemDetails.open(status, detail);
    if (!report.isComplete()) {
      errors(body);
    }
    return ProblemDetails.answered(status, body.endObject());
  }

  private void errors(JsonWriter body) {
    boolean full = report.plan().answer().errors() == RespondConfig.Errors.FULL;
    body.name("errors").beginArray();
    for (Task task : report.plan().tasks()) {
      Report.Entry entry = report.entries().get(task.index());
      if (entry.outcome() instanceof Outcome.Ok(Json json, var faults)) {
        faults.forEach(it ->
            error(body, task, entry, Optional.of(it.why()), OptionalInt.of(it.index()), full));
      } else if (!entry.outcome().isComplete()) {
        error(body, task, entry, entry.outcome().fault(), OptionalInt.empty(), full);
      }
    }
    body.endArray();
  }

  private static void error(
      JsonWriter body,
      Task task,
      Report.Entry entry,
      Optional<Fault> fault,
      OptionalInt index,
      boolean full) {
    String word = fault.map(it -> it.type().word()).orElse("absent");
    body.beginObject().member("task", Json.string(task.name())).member("fault", Json.string(word));
    index.ifPresent(it -> body.member("index", Json.number(it)));
    if (full) {
      task.backend().ifPresent(backend -> body.member("backend", Json.string(backend)));
      fault.ifPresent(it ->
          body.member("detail", Json.string(it.detail()))
              .member("attempts", Json.number(it.attempts())));
      body.member("ms", Json.number(entry.nanos() / 1_000_000));
    }
    body.endObject();
  }

  private Answered withHeaders(Answered answered) {
    boolean complete = report.isComplete();
    answered.with("Joinall-Complete", Boolean.toString(complete));
    answered.with("Server-Timing", ServerTiming.of(report));
    return complete ? answered : answered.with("Cache-Control", "no-store");
  }
}
