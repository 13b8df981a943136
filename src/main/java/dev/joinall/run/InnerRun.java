package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StatusMapping;
import dev.joinall.json.Json;
import dev.joinall.plan.Task;
import dev.joinall.plan.Work;
import dev.joinall.run.Outcome.Absent;
import dev.joinall.run.Outcome.Failed;
import dev.joinall.run.Outcome.Flaw;
import dev.joinall.run.Outcome.Ok;
import dev.joinall.template.Reply;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import reactor.core.publisher.Mono;

/**
 * An aggregation that runs as a task of another one: within its deadline, with its trace, and
 * cancelled with it. If its join is met, its value is the body of its answer.
 */
record InnerRun(Work.Inner inner, Scope outer) {
  /**
   * The outcome of the task, or the error that becomes its fault. Invalid arguments fail before any
   * inner task starts.
   */
  static Mono<Outcome> of(Runner runner, Work.Inner inner, Scope outer) {
    return Mono.deferContextual(context -> {
      Trace task = Trace.in(context, outer.trace());
      Trace own = task.isRecorded() ? task.inner() : task;
      Scope scope = outer.within(inner.plan().slots(), inner.limit(), own);
      inner.arguments().forEach(argument -> argument.bind(outer, scope));
      return runner.runInner(inner.plan(), scope).map(new InnerRun(inner, outer)::outcome);
    });
  }

  /**
   * The outcome is a timeout if the outer deadline has passed, even if the inner one was signalled
   * first.
   */
  private Outcome outcome(Report report) {
    if (outer.remaining() <= 0) {
      return late();
    }
    return switch (report.verdict()) {
      case Verdict.Met met -> met(report);
      case Verdict.Unmet(int task) -> unmet(report, report.cause(task));
      case Verdict.Refused(int refusal) -> refused(report.plan().refusals().get(refusal).status());
      case Verdict.NotEvaluated(int refusal, OptionalInt task) ->
          task.isPresent()
              ? notEvaluated(report, report.cause(task.getAsInt()))
              : refused(report.plan().refusals().get(refusal).status());
      case Verdict.NotChecked _, Verdict.TooLate _ -> late();
      case Verdict.Broken(String detail) -> failed(Fault.Type.ERROR, detail);
      case Verdict.Abandoned gone -> new Outcome.Cancelled();
    };
  }

  private Outcome late() {
    Fault.Type type = inner.plan().effect() ? Fault.Type.UNKNOWN : Fault.Type.TIMEOUT;
    return failed(type, "no answer within its deadline");
  }

  private Outcome met(Report report) {
    Json body = BodyWriter.of(report, report.plan().answer().met()).toJson();
    boolean effect = inner.plan().effect();
    if (body.isNull() && !effect) {
      return new Absent();
    }
    try {
      inner.expect().ifPresent(it -> it.check(body, outer));
    } catch (RuntimeException e) {
      Fault fault = Fault.of(e);
      return new Failed(effect ? fault.ofAccepted() : fault);
    }
    List<Flaw> flaws = new ArrayList<>();
    for (Task task : report.plan().tasks()) {
      report.outcome(task.index()).flaws().forEach(it -> flaws.add(it.within("." + task.name())));
    }
    return new Ok(body, flaws);
  }

  private Outcome unmet(Report report, int cause) {
    Outcome outcome = report.outcome(cause);
    String name = report.plan().tasks().get(cause).name();
    if (outcome instanceof Absent) {
      return inner.plan().effect() ? notFound(name + ": is absent") : outcome;
    }
    return outcome
        .fault()
        .map(fault -> new Failed(fault.within(name)))
        .orElseGet(() -> failed(Fault.Type.ERROR, "its join can't be met: " + name));
  }

  /**
   * The outcome for a refusal that could not be evaluated: the fault of the task that it reads. If
   * the value of that task is absent, this task is not absent, but failed.
   */
  private static Outcome notEvaluated(Report report, int cause) {
    String name = report.plan().tasks().get(cause).name();
    return report.outcome(cause) instanceof Failed failed
        ? new Failed(failed.why().within(name))
        : failed(Fault.Type.INVALID, "its refusal can't be evaluated: " + name);
  }

  /** The outcome of a refusal: the same as if a backend had answered with this status. */
  private Outcome refused(int status) {
    if (!StatusMapping.isAbsent(status)) {
      return failed(StatusMapping.fault(status), "refused with " + status);
    }
    return inner.plan().effect() ? notFound("refused with " + status) : new Absent();
  }

  /**
   * The failure in place of an absent value, because an effect that may not have happened is no
   * success.
   */
  private static Failed notFound(String detail) {
    Fault fault = Fault.of(Fault.Type.STATUS, detail);
    return new Failed(fault.with(Reply.of(StatusMapping.ABSENT)));
  }

  private static Failed failed(Fault.Type type, String detail) {
    return new Failed(Fault.of(type, detail));
  }
}
