package dev.joinall.openapi;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.ContentType;
import dev.joinall.config.RespondConfig;
import dev.joinall.config.RouteConfig;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.openapi.Responses.One;
import dev.joinall.plan.AnswerPlan;
import dev.joinall.plan.AnswerType;
import dev.joinall.plan.BodyContent;
import dev.joinall.plan.BodyPlanner;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Refusal;
import dev.joinall.plan.Task;
import dev.joinall.template.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** One route of the file as an operation of the document. */
final class Route {
  private static final String JSON = "application/json";

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
   * @param variables of its path, by their names in the document
   */
  Route(
      AggregationConfig config,
      RouteConfig route,
      List<String> variables,
      Plan plan,
      FailureStatuses failures,
      Bodies bodies,
      Components components) {
    this.config = config;
    this.route = route;
    this.variables = variables;
    this.plan = plan;
    this.failures = failures;
    this.bodies = bodies;
    this.components = components;
    this.headers = new Headers(components);
    this.problems = new ProblemAnswers(components);
    this.responses = new Responses(components);
  }

  Map<String, Object> operation() {
    Map<String, Object> operation = RouteText.of(config, route, plan);
    JsonMaps.with(
        operation,
        "parameters",
        new Parameters(components).of(plan, variables, config.input(), route.safe()));
    config.input().body().ifPresent(it -> operation.put("requestBody", requestBody(it)));
    met();
    asked();
    failures.unmet(plan).forEach(this::unmet);
    plan.tasks().forEach(this::passed);
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
        new Schemas(components).of(JsonMaps.of(body), Titles.pascal(plan.name()) + "Body");
    Map<String, Object> media = JsonMaps.map("schema", schema);
    new Examples(components).of(schema).ifPresent(it -> media.put("example", it));
    return JsonMaps.map("required", true, "content", JsonMaps.map(JSON, media));
  }

  private void met() {
    if (plan.answer().streamed()) {
      new PassedThrough(responses, headers)
          .add(route.safe(), with -> declared(plan.answer().met(), with));
      return;
    }
    AnswerPlan.Made made = plan.answer().met();
    Map<String, Object> body = bodies.of(plan);
    String status = status(made, "200");
    Map<String, Object> with = headers.ofRun();
    with.put("Cache-Control", headers.privateCache());
    boolean validated = route.safe() && (status.equals("200") || status.equals(Responses.ANY));
    if (validated) {
      with.put("ETag", headers.entityTag());
      responses.add(304, notModified());
    }
    declared(made, with);
    responses.add(
        status,
        One.of(
            "The answer, complete or not",
            with,
            made.type().map(it -> answer(it, body)).orElseGet(() -> answer(body))));
    if (plan.streams()) {
      responses.add(200, new StreamResponses(components).of(plan, body));
    }
  }

  private One notModified() {
    Map<String, Object> with = headers.ofRun();
    with.put("Cache-Control", headers.privateCache());
    with.put("ETag", headers.entityTag());
    return new One("NotModified", "The client has this answer already", with, Map.of());
  }

  private static String status(AnswerPlan.Made made, String otherwise) {
    return made.status()
        .map(it -> it instanceof Template.Constant(Json json) ? json.text() : Responses.ANY)
        .orElse(otherwise);
  }

  /** A declared header replaces the default one. Vary is only extended. */
  private static void declared(AnswerPlan.Made made, Map<String, Object> with) {
    made.headers().keySet().stream()
        .filter(it -> !it.equalsIgnoreCase(Headers.VARY))
        .sorted()
        .forEach(name -> {
          with.keySet().removeIf(it -> it.equalsIgnoreCase(name));
          with.put(name, Headers.declared());
        });
  }

  private Map<String, Object> answer(Map<String, Object> body) {
    Map<String, Object> media = JsonMaps.map("schema", body);
    Map<String, Object> examples = new LinkedHashMap<>();
    Optional<Map<String, Object>> complete = new Examples(components).complete(body);
    complete.ifPresent(it -> examples.put("complete", example("Everything answered", it)));
    if (plan.answer().met().body().isEmpty()) {
      complete
          .flatMap(it -> Examples.incomplete(it, plan))
          .ifPresent(
              it -> examples.put("incomplete", example("What it can do without is down", it)));
    }
    return JsonMaps.map(JSON, JsonMaps.with(media, "examples", examples));
  }

  /** Another content type than JSON; one that an expression gives can be any. */
  private Map<String, Object> answer(AnswerType type, Map<String, Object> body) {
    Optional<ContentType> constant = type.constant();
    if (constant.isEmpty()) {
      return JsonMaps.map("*/*", Map.of());
    }
    String name = constant.get().type();
    if (constant.get().isJson()) {
      return JsonMaps.map(name, Objects.requireNonNull(answer(body).get(JSON)));
    }
    return JsonMaps.map(
        name,
        constant.get().isText()
            ? JsonMaps.map("schema", JsonMaps.map("type", "string"))
            : Map.of());
  }

  private static Map<String, Object> example(String summary, Object value) {
    return JsonMaps.map("summary", summary, "value", value);
  }

  /** The responses to an invalid or rejected request. */
  private void asked() {
    if (!plan.answer().streamed()) {
      responses.add(406, problems.notAcceptable());
    }
    responses.add(503, problems.overloaded());
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

  /** Each cause of this status may have an answer of its own. */
  private void unmet(int ending) {
    Map<String, RespondConfig.Made> written = config.respond().unmet();
    List<String> causes = FailureStatuses.causes(ending);
    causes.stream()
        .map(it -> written.containsKey(it) ? it : RespondConfig.DEFAULT_CAUSE)
        .distinct()
        .forEach(cause -> unmet(ending, cause, written));
  }

  private void unmet(int ending, String cause, Map<String, RespondConfig.Made> written) {
    One problem = problems.unmet(ending, plan);
    Optional<AnswerPlan.Made> declared = plan.answer().unmet(cause);
    Optional<Tree> body = Optional.ofNullable(written.get(cause)).flatMap(RespondConfig.Made::body);
    if (declared.isEmpty()) {
      responses.add(ending, problem);
      return;
    }
    Map<String, Object> with = JsonMaps.copy(problem.headers());
    declared(declared.get(), with);
    Map<String, Object> content =
        body.map(it -> Responses.json(JSON, bodies.unmet(it, cause, plan), Json.NULL))
            .orElse(problem.content());
    responses.add(
        status(declared.get(), Integer.toString(ending)),
        One.of(problem.description(), with, content));
  }

  private void refused(int index) {
    Refusal refusal = plan.refusals().get(index);
    String detail =
        refusal.detail() instanceof Template.Constant(Json json) ? json.text() : "Refused";
    One problem = problems.refused(refusal.status(), detail, plan);
    Map<String, Object> with = JsonMaps.copy(problem.headers());
    declared(
        new AnswerPlan.Made(
            Optional.empty(), refusal.headers(), Optional.empty(), Optional.empty(), Map.of()),
        with);
    Map<String, Object> content =
        config
            .refusals()
            .get(index)
            .body()
            .map(it -> Responses.json(JSON, bodies.refused(it, plan), Json.NULL))
            .orElse(problem.content());
    responses.add(refusal.status(), One.of(problem.description(), with, content));
  }

  /** What a backend says is not known here. */
  private void passed(Task task) {
    for (int status : new TreeSet<>(task.pass())) {
      Map<String, Object> with = headers.ofRun();
      with.put("Cache-Control", headers.noStore());
      responses.add(
          status,
          One.of(
              "The refusal of the backend \"" + task.backend().orElse("") + "\", passed on",
              with,
              JsonMaps.map("*/*", Map.of())));
    }
  }
}
