package dev.joinall.openapi;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.RespondConfig;
import dev.joinall.config.RouteConfig;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.openapi.Responses.One;
import dev.joinall.plan.AnswerPlan;
import dev.joinall.plan.BodyContent;
import dev.joinall.plan.BodyPlanner;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Refusal;
import dev.joinall.plan.Task;
import dev.joinall.template.Template;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** One route of the file as an operation of the document. */
final class Route {
  private static final String JSON = "application/json";

  private final String id;
  private final AggregationConfig config;
  private final RouteConfig route;
  private final List<String> variables;
  private final Plan plan;
  private final FailureStatuses failures;
  private final Bodies bodies;
  private final Components components;
  private final Headers headers;
  private final ProblemAnswers problems;
  private final Responses responses;

  /**
   * An operation.
   *
   * @param id the id of the operation
   * @param variables the variables of its path, by their names in the document
   */
  Route(
      String id,
      AggregationConfig config,
      RouteConfig route,
      List<String> variables,
      Plan plan,
      FailureStatuses failures,
      Bodies bodies,
      Components components) {
    this.id = id;
    this.config = config;
    this.route = route;
    this.variables = variables;
    this.plan = plan;
    this.failures = failures;
    this.bodies = bodies;
    this.components = components;
    this.headers = new Headers(components);
    this.problems = new ProblemAnswers(headers, new CommonSchemas(components));
    this.responses = new Responses(components);
  }

  Map<String, Object> operation() {
    Map<String, Object> operation = RouteText.of(id, config, route, plan);
    JsonMaps.with(
        operation,
        "parameters",
        new Parameters(components).of(plan, variables, config.input(), route.safe()));
    config.input().body().ifPresent(it -> operation.put("requestBody", requestBody(it)));
    new SuccessResponses(route.safe(), plan, bodies, components, headers, responses).add();
    addRejections();
    failures.unmet(plan).forEach(this::unmet);
    plan.tasks().forEach(this::addPassedOn);
    IntStream.range(0, plan.refusals().size()).forEach(this::refused);
    FailureStatuses.notEvaluated(plan)
        .forEach(it -> responses.add(it, problems.notEvaluated(it, plan)));
    responses.add(500, problems.defect(plan));
    operation.put("responses", responses.all());
    return operation;
  }

  private Map<String, Object> requestBody(Tree.Mapping body) {
    BodyContent.Type type = BodyPlanner.type(body);
    if (type != BodyContent.Type.JSON) {
      return JsonMaps.map(
          "required", true, "content", new RequestForms(components).of(body, type, plan));
    }
    Map<String, Object> schema =
        components.convert(JsonMaps.of(body), Titles.pascal(plan.name()) + "Body");
    Map<String, Object> media = JsonMaps.map("schema", schema);
    new Examples(components).of(schema).ifPresent(it -> media.put("example", it));
    return JsonMaps.map("required", true, "content", JsonMaps.map(JSON, media));
  }

  /** The responses to an invalid or rejected request. */
  private void addRejections() {
    if (!plan.answer().streamed()) {
      responses.add(406, problems.notAcceptable());
    }
    responses.add(503, problems.overloaded());
    if (plan.access().authenticates()) {
      responses.add(400, problems.badCredentials());
      responses.add(401, problems.unauthenticated());
    }
    if (!plan.access().groups().isEmpty()) {
      responses.add(403, problems.forbidden());
    }
    if (!plan.access().limits().isEmpty()) {
      responses.add(429, problems.limited());
    }
    if (!plan.inputs().parameters().isEmpty() || plan.inputs().body().isPresent()) {
      responses.add(400, problems.invalidInput(plan, config.input()));
    }
    if (plan.inputs().body().isPresent()) {
      responses.add(408, problems.lateBody());
      responses.add(413, problems.tooLarge());
      boolean json = plan.inputs().body().orElseThrow().content().type() == BodyContent.Type.JSON;
      responses.add(415, json ? problems.notJson() : problems.notOfType());
    }
  }

  /** Adds the responses to an unmet join; each cause of this status may have its own answer. */
  private void unmet(int ending) {
    Map<String, RespondConfig.Made> written = config.respond().unmet();
    List<String> causes = FailureStatuses.causes(ending);
    causes.stream()
        .map(it -> written.containsKey(it) ? it : RespondConfig.DEFAULT_CAUSE)
        .distinct()
        .forEach(cause -> unmet(ending, cause));
  }

  private void unmet(int ending, String cause) {
    One problem = problems.unmet(ending, plan);
    Optional<AnswerPlan.Made> declared = plan.answer().unmet(cause);
    if (declared.isEmpty()) {
      responses.add(ending, problem);
      return;
    }
    Map<String, Object> with = JsonMaps.copy(problem.headers());
    Headers.declare(declared.get().headers(), with);
    Map<String, Object> content =
        declared
            .get()
            .body()
            .map(it -> Responses.json(JSON, bodies.unmet(it, cause, plan), Json.NULL))
            .orElse(problem.content());
    new DeclaredStatuses(plan)
        .of(declared.get(), ending)
        .forEach(it -> responses.add(it, One.of(problem.description(), with, content)));
  }

  private void refused(int index) {
    Refusal refusal = plan.refusals().get(index);
    String detail =
        refusal.detail() instanceof Template.Constant(Json json) ? json.text() : "Refused";
    One problem = problems.refused(refusal.status(), detail, plan);
    Map<String, Object> with = JsonMaps.copy(problem.headers());
    Headers.declare(refusal.headers(), with);
    Map<String, Object> content =
        refusal
            .body()
            .map(it -> Responses.json(JSON, bodies.refused(it, plan), Json.NULL))
            .orElse(problem.content());
    responses.add(refusal.status(), One.of(problem.description(), with, content));
  }

  /** Adds the responses of a backend that are passed on, whose bodies are unknown. */
  private void addPassedOn(Task task) {
    for (int status : new TreeSet<>(task.pass())) {
      Map<String, Object> with = headers.ofRun();
      with.put("Cache-Control", headers.noStore());
      responses.add(
          status,
          One.of(
              "The refusal of the backend \"" + task.backend().orElse("") + "\", passed on",
              with,
              JsonMaps.map("*/*", JsonMaps.map("schema", CommonSchemas.binary()))));
    }
  }
}
