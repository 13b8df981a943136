package dev.joinall.openapi;

import dev.joinall.backend.StatusMapping;
import dev.joinall.config.InputConfig;
import dev.joinall.config.RespondConfig.Errors;
import dev.joinall.openapi.Responses.One;
import dev.joinall.plan.Inputs;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** The responses that are problem details. */
record ProblemAnswers(Headers headers, CommonSchemas common) {
  static final String TYPE = "application/problem+json";

  /** The response with this status to an unmet join. */
  One unmet(int status, Plan plan) {
    return switch (status) {
      case StatusMapping.ABSENT ->
          ofRun("Absent", "A required task found nothing", status, detail(plan, "is absent"), plan);
      case StatusMapping.CONFLICT ->
          ofRun(
              "Conflict",
              "A required task met a conflict, such as a duplicate key",
              status,
              detail(plan, "failed: conflict"),
              plan);
      case StatusMapping.REJECTED ->
          rejected(
              ofRun(
                  "Rejected",
                  "A required task was rejected by a limit, such as a full pool",
                  status,
                  detail(plan, "failed: rejected"),
                  plan));
      case StatusMapping.TIMEOUT ->
          ofRun(
              "Late",
              "A required task was too late, for its timeout or for the deadline",
              status,
              detail(plan, "failed: timeout"),
              plan);
      default ->
          ofRun(
              "Failed",
              "A required task failed",
              status,
              detail(plan, "failed: unavailable"),
              plan);
    };
  }

  private static String detail(Plan plan, String ending) {
    return plan.tasks().stream()
        .filter(Task::required)
        .findFirst()
        .map(it -> ProblemTexts.unmet(true, it.name(), ending))
        .orElseGet(() -> ProblemTexts.unmet(false, plan.tasks().getFirst().name(), ending));
  }

  private One rejected(One one) {
    Map<String, Object> with = JsonMaps.copy(one.headers());
    with.put("Retry-After", headers.retryAfter());
    return new One(one.name(), one.description(), with, one.content());
  }

  /** The response if a refusal could not be evaluated. */
  One notEvaluated(int status, Plan plan) {
    String type = status == StatusMapping.TIMEOUT ? "timeout" : "unavailable";
    String why = status == StatusMapping.REJECTED ? "rejected" : type;
    One one =
        ofRun(
            "",
            "What decides whether the request is refused failed",
            status,
            ProblemTexts.NOT_CHECKED + ": a task failed: " + why,
            plan);
    return status == StatusMapping.REJECTED ? rejected(one) : one;
  }

  /** The response of a refusal. */
  One refused(int status, String detail, Plan plan) {
    One one = ofRun("", detail, status, detail, plan);
    return One.of(detail, one.headers(), one.content());
  }

  private One ofRun(String name, String description, int status, String detail, Plan plan) {
    Errors errors = plan.answer().errors();
    Map<String, Object> with = headers.ofRun();
    with.put("Cache-Control", headers.noStore());
    return new One(
        CommonSchemas.suffixed(name, errors),
        description,
        with,
        Responses.json(TYPE, common.problem(errors), example(status, detail)));
  }

  /** The response to an internal error, or to a failed expression of the answer. */
  One defect(Plan plan) {
    Map<String, Object> always = headers.notKept();
    Map<String, Object> with = headers.merged(List.of(headers.ofRun(), always));
    with.putAll(always);
    Errors errors = plan.answer().errors();
    return new One(
        CommonSchemas.suffixed("Defect", errors),
        "A defect of the server, or an answer that could not be made",
        with,
        Responses.json(
            TYPE, common.problem(errors), example(StatusMapping.DEFECT, ProblemTexts.DEFECT)));
  }

  One invalidInput(Plan plan, InputConfig written) {
    return atTheEdge(
        "InvalidInput",
        "The request does not fit what the route declares. No task was started.",
        common.invalidInput(),
        violation(plan.inputs(), written));
  }

  private static Map<String, Object> violation(Inputs inputs, InputConfig written) {
    Map<String, Object> violation = JsonMaps.map("in", "body", "name", "", "detail", "is missing");
    inputs.parameters().stream()
        .findFirst()
        .ifPresent(it -> {
          Map<String, Object> schema =
              Parameters.written(it, written).map(JsonMaps::of).orElse(Map.of());
          violation.put("in", it.in().name().toLowerCase(Locale.ROOT));
          violation.put("name", it.name());
          violation.put("detail", detail(schema));
        });
    Map<String, Object> example = example(400, ProblemTexts.INVALID_INPUT);
    example.put("errors", List.of(violation));
    return example;
  }

  private static String detail(Map<String, Object> schema) {
    String type = JsonMaps.text(schema, "type").orElse("string");
    return JsonMaps.text(schema, "pattern")
        .map(it -> "does not match the regex pattern " + it)
        .orElse(type.equals("string") ? "is given 2 times" : "string found, " + type + " expected");
  }

  One notAcceptable() {
    return plain(
        "NotAcceptable",
        "The client accepts none of the available media types",
        example(406, ProblemTexts.ONLY_JSON));
  }

  One badCredentials() {
    return challenged(
        "BadCredentials",
        "The credentials can't be read, or there are two kinds of them",
        example(400, "the credentials can't be read"));
  }

  One unauthenticated() {
    return challenged(
        "Unauthenticated",
        "The request has no credentials, or they are not valid",
        example(401, ProblemTexts.NO_CREDENTIALS));
  }

  One forbidden() {
    return plain("Forbidden", "The caller may not do this", example(403, ProblemTexts.FORBIDDEN));
  }

  private One challenged(String name, String description, Map<String, Object> example) {
    One one = plain(name, description, example);
    Map<String, Object> with = JsonMaps.copy(one.headers());
    with.remove("traceparent"); // the inputs are not bound yet
    with.put("WWW-Authenticate", headers.challenge());
    return new One(one.name(), one.description(), with, one.content());
  }

  /** The response if the caller sends too many requests. */
  One limited() {
    One one = plain("Limited", "Too many requests", example(429, ProblemTexts.RATE_LIMITED));
    Map<String, Object> with = JsonMaps.copy(one.headers());
    with.put("Retry-After", headers.retryAfter());
    with.put("RateLimit", headers.rateLimit());
    with.put("RateLimit-Policy", headers.rateLimitPolicy());
    return new One(one.name(), one.description(), with, one.content());
  }

  One lateBody() {
    return plain(
        "LateBody", "The body did not arrive in time", example(408, ProblemTexts.LATE_BODY));
  }

  One tooLarge() {
    return plain(
        "TooLarge",
        "The body is larger than this server accepts",
        example(413, ProblemTexts.bodyTooLarge(1 << 20)));
  }

  One notJson() {
    return plain(
        "NotJson", "The body is not application/json", example(415, ProblemTexts.NOT_JSON));
  }

  One notOfType() {
    return plain(
        "NotOfType",
        "The body has another content type than the route accepts",
        example(415, ProblemTexts.notOfType("multipart/form-data")));
  }

  /** The response if the request is rejected before it is processed. */
  One overloaded() {
    return new One(
        "Overloaded",
        "The server is overloaded",
        JsonMaps.map("Cache-Control", headers.noStore(), "Retry-After", headers.retryAfter()),
        Responses.json(
            TYPE,
            common.problem(Errors.BRIEF),
            example(StatusMapping.REJECTED, ProblemTexts.OVERLOADED)));
  }

  private One plain(String name, String description, Map<String, Object> example) {
    return atTheEdge(name, description, common.problem(Errors.BRIEF), example);
  }

  private One atTheEdge(
      String name, String description, Map<String, Object> schema, Map<String, Object> example) {
    return new One(name, description, headers.notKept(), Responses.json(TYPE, schema, example));
  }

  private static Map<String, Object> example(int status, String detail) {
    HttpStatus known = HttpStatus.resolve(status);
    String title = known == null ? "Problem" : known.getReasonPhrase();
    return JsonMaps.map(
        "type", "about:blank", "title", title, "status", (long) status, "detail", detail);
  }
}
