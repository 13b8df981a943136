package dev.joinall.web;

import dev.joinall.json.MalformedJson;
import dev.joinall.plan.BodyContent;
import dev.joinall.plan.Inputs;
import dev.joinall.plan.Inputs.Parameter;
import dev.joinall.plan.Plan;
import dev.joinall.run.Report;
import dev.joinall.run.RunListener;
import dev.joinall.run.Runner;
import dev.joinall.run.Verdict;
import dev.joinall.template.Budget;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import dev.joinall.template.Transfer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Runs a plan for one request without a network, and answers it as a server would. */
public final class DirectCall {
  private DirectCall() {}

  /**
   * A request. Parameters that its plan does not declare are ignored.
   *
   * @param parameters by place and name, decoded
   * @param body JSON; empty if there is none
   */
  public record Request(
      Plan plan, Map<Inputs.In, Map<String, List<String>>> parameters, Optional<byte[]> body) {
    private List<String> of(Parameter parameter) {
      Map<String, List<String>> all = parameters.getOrDefault(parameter.in(), Map.of());
      return parameter.in() == Inputs.In.HEADER
          ? all.entrySet().stream()
              .filter(it -> it.getKey().equalsIgnoreCase(parameter.name()))
              .flatMap(it -> it.getValue().stream())
              .toList()
          : all.getOrDefault(parameter.name(), List.of());
    }
  }

  /**
   * The answer that a server would give.
   *
   * @param body JSON, a text, or bytes in base64
   * @param isMet whether the join was met and its answer could be made
   * @param report empty if the inputs are invalid, so that nothing ran
   */
  public record Answer(int status, String body, boolean isMet, Optional<Report> report) {}

  /** Binds the inputs and runs the plan on subscription. */
  public static Mono<Answer> of(Request request, Runner runner, Scheduler timer) {
    return Mono.defer(() -> {
      Plan plan = request.plan();
      Transfer transfer = DirectStreams.of(request);
      Scope scope = new RequestScopes(timer).of(plan, Trace.begun(), Budget.standard(), transfer);
      var binder = new InputBinder(plan.inputs(), scope);
      plan.inputs().parameters().forEach(it -> binder.bind(it, request.of(it)));
      try {
        plan.inputs().body().ifPresent(it -> bind(it, request, binder));
      } catch (MalformedJson | RejectedRequest e) {
        return Mono.just(rejected(RequestBody.rejected(e)));
      }
      return binder.violations().isEmpty()
          ? runner
              .run(plan, scope, RunListener.NONE)
              .flatMap(DirectCall::answered)
              .doFinally(signal -> transfer.close())
          : Mono.just(answer(ProblemDetails.invalidInput(binder.violations()), Optional.empty()));
    });
  }

  private static Mono<Answer> answered(Report report) {
    return DirectStreams.buffered(AnswerAssembler.of(report, Integer.MAX_VALUE))
        .map(it -> answer(it, Optional.of(report)));
  }

  private static void bind(Inputs.Body body, Request request, InputBinder binder) {
    if (body.content().type() == BodyContent.Type.STREAM) {
      return; // passed on
    }
    if (request.body().isEmpty()) {
      binder.violations().add(new InputBinder.InputViolation("body", "", "is missing"));
    } else {
      binder.bind(body, RequestBody.parse(request.body().get()));
    }
  }

  private static Answer rejected(Throwable why) {
    return answer(
        why instanceof RejectedRequest rejected
            ? rejected.answer()
            : ProblemDetails.of(400, String.valueOf(why.getMessage())),
        Optional.empty());
  }

  private static Answer answer(HttpAnswer answer, Optional<Report> report) {
    boolean problem = HttpAnswer.PROBLEM.equals(answer.headers().get("Content-Type"));
    boolean met = report.filter(it -> it.verdict() instanceof Verdict.Met).isPresent();
    return new Answer(answer.status(), answer.shown(), met && !problem, report);
  }
}
