package dev.joinall.openapi;

import dev.joinall.config.ContentType;
import dev.joinall.openapi.Responses.One;
import dev.joinall.plan.AnswerPlan;
import dev.joinall.plan.AnswerType;
import dev.joinall.plan.Plan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The responses of a route whose join is met. */
record SuccessResponses(
    boolean safe,
    Plan plan,
    Bodies bodies,
    Components components,
    Headers headers,
    Responses responses) {
  private static final String JSON = "application/json";

  void add() {
    if (plan.answer().streamed()) {
      new PassedThrough(responses, headers).add(safe, plan.answer().met().headers());
      return;
    }
    AnswerPlan.Made made = plan.answer().met();
    Set<String> statuses = new DeclaredStatuses(plan).of(made, 200);
    Map<String, Object> with = headers.ofRun();
    with.put("Cache-Control", headers.privateCache());
    boolean validated =
        safe && (statuses.contains("200") || statuses.contains(DeclaredStatuses.SUCCESS));
    if (validated) {
      with.put("ETag", headers.entityTag());
      responses.add(304, notModified());
    }
    plan.cache().ifPresent(it -> headers.addCached(with));
    Headers.declare(made.headers(), with);
    One answer =
        One.of(
            "The answer, complete or not",
            with,
            made.type().map(this::answer).orElseGet(() -> answer(bodies.of(plan))));
    statuses.forEach(it -> responses.add(it, answer));
    if (plan.streams()) {
      responses.add(200, new StreamResponses(components, headers).of(plan, bodies.of(plan)));
      responses.add(
          204,
          One.of(
              "An EventSource has seen the answer (Last-Event-ID: answer), and is told to stop",
              headers.notKept(),
              Map.of()));
    }
  }

  private One notModified() {
    Map<String, Object> with = headers.ofRun();
    with.put("Cache-Control", headers.privateCache());
    with.put("ETag", headers.entityTag());
    plan.cache().ifPresent(it -> headers.addCached(with));
    return new One("NotModified", "The client has this answer already", with, Map.of());
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

  /** The content if it is not JSON; a computed content type can be any. */
  private Map<String, Object> answer(AnswerType type) {
    Optional<ContentType> constant = type.constant();
    if (constant.isEmpty()) {
      return JsonMaps.map("*/*", JsonMaps.map("schema", CommonSchemas.binary()));
    }
    String name = constant.get().type();
    if (constant.get().isJson()) {
      return JsonMaps.map(name, Objects.requireNonNull(answer(bodies.of(plan)).get(JSON)));
    }
    return JsonMaps.map(
        name,
        JsonMaps.map(
            "schema",
            constant.get().isText() ? JsonMaps.map("type", "string") : CommonSchemas.binary()));
  }

  private static Map<String, Object> example(String summary, Object value) {
    return JsonMaps.map("summary", summary, "value", value);
  }
}
