package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.config.RespondConfig;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.plan.AnswerPlan;
import dev.joinall.plan.AnswerType;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome.Flaw;
import dev.joinall.template.Template;
import java.util.Optional;

/** Writes the body of an answer as JSON. */
public final class BodyWriter {
  /** The initial capacity in bytes, without the large values. */
  private static final int INITIAL_SIZE = 128;

  private BodyWriter() {}

  /**
   * The declared body, or else the value of each task by name.
   *
   * @throws dev.joinall.template.InvalidExpression if an expression of the body fails
   */
  public static JsonWriter of(Report report, AnswerPlan.Made made) {
    return made.body()
        .map(body -> JsonWriter.splicing(0).json(value(body, report, made)))
        .orElseGet(() -> tasks(report));
  }

  private static Json value(Template body, Report report, AnswerPlan.Made made) {
    return made.type()
        .flatMap(AnswerType::markup)
        .map(it -> Json.string(it.render(report.scope())))
        .orElseGet(() -> body.render(report.scope()));
  }

  /** Adds the member {@code errors} to an open object if the report is not complete. */
  public static void errors(Report report, JsonWriter body) {
    if (!report.isComplete()) {
      allErrors(report, body);
    }
  }

  private static JsonWriter tasks(Report report) {
    var body = JsonWriter.splicing(INITIAL_SIZE).beginObject();
    for (Task task : report.plan().tasks()) {
      if (!task.hidden()) {
        body.member(task.name(), report.outcome(task.index()).value().orElse(Json.NULL));
      }
    }
    errors(report, body);
    return body.endObject();
  }

  private static void allErrors(Report report, JsonWriter body) {
    boolean full = report.plan().answer().errors() == RespondConfig.Errors.FULL;
    body.name("errors").beginArray();
    for (Task task : report.plan().tasks()) {
      Report.Entry entry = report.entries().get(task.index());
      for (Flaw flaw : entry.outcome().flaws()) {
        error(body, task, entry, flaw, full);
      }
    }
    body.endArray();
  }

  private static void error(
      JsonWriter body, Task task, Report.Entry entry, Flaw flaw, boolean full) {
    Optional<Fault> fault = flaw.why();
    String word = fault.map(it -> it.type().word()).orElse("absent");
    body.beginObject()
        .member("task", Json.string(task.name() + flaw.where()))
        .member("fault", Json.string(word));
    flaw.index().ifPresent(it -> body.member("index", Json.number(it)));
    if (fault.filter(Fault::happened).isPresent()) {
      body.member("happened", Json.TRUE);
    }
    if (full) {
      task.backend().ifPresent(backend -> body.member("backend", Json.string(backend)));
      fault.ifPresent(it ->
          body.member("detail", Json.string(it.detail()))
              .member("attempts", Json.number(it.attempts())));
      body.member("ms", Json.number(entry.nanos() / 1_000_000));
    }
    body.endObject();
  }
}
