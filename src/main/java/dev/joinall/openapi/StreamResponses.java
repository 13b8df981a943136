package dev.joinall.openapi;

import dev.joinall.config.RespondConfig.Errors;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import java.util.List;
import java.util.Map;

/** The response as a stream of events. OpenAPI 3.1 can only describe it as text. */
record StreamResponses(Components components, Headers headers) {
  private static final String EVENTS =
      "One event \"task\" for each task as soon as it settles, then one event \"answer\" with the"
          + " complete answer. ";

  Responses.One of(Plan plan, Map<String, Object> body) {
    Map<String, Object> event = event(plan, body);
    return Responses.One.of(
        "A stream of events, for a client that accepts its media type",
        headers.notKept(),
        JsonMaps.map(
            "text/event-stream",
            media(
                "Each event's data is the member of that name of the schema below; a line with a"
                    + " colon alone only keeps the connection busy",
                event),
            "application/x-ndjson",
            media("Each line is one event; an empty one only keeps the connection busy", event)));
  }

  private static Map<String, Object> media(String form, Map<String, Object> event) {
    return JsonMaps.map(
        "schema",
        JsonMaps.map(
            "description",
            EVENTS + form + ".",
            "type",
            "string",
            "contentMediaType",
            "application/json",
            "contentSchema",
            event));
  }

  private Map<String, Object> event(Plan plan, Map<String, Object> body) {
    return components.schema(
        Titles.pascal(plan.name()) + "Event",
        "event of " + plan.name(),
        () ->
            JsonMaps.map(
                "oneOf",
                List.of(
                    named("task", plan, task(plan)), named("answer", plan, answer(plan, body)))));
  }

  private Map<String, Object> named(String event, Plan plan, Map<String, Object> data) {
    return components.schema(
        Titles.pascal(plan.name() + "-" + event) + "Event",
        event + " event of " + plan.name(),
        () ->
            CommonSchemas.object(
                JsonMaps.map("event", JsonMaps.map("type", "string", "const", event), "data", data),
                List.of("event", "data")));
  }

  private static Map<String, Object> task(Plan plan) {
    List<String> names = plan.tasks().stream().filter(it -> !it.hidden()).map(Task::name).toList();
    return CommonSchemas.object(
        JsonMaps.map(
            "task", JsonMaps.map("type", "string", "enum", names),
            "outcome",
                JsonMaps.map(
                    "type",
                    "string",
                    "enum",
                    List.of("ok", "absent", "fallback", "skipped", "failed", "cancelled")),
            "ms", JsonMaps.map("type", CommonSchemas.INTEGER, "format", "int64", "minimum", 0L),
            "value", CommonSchemas.described("Null where there is none", Map.of()),
            "fault", JsonMaps.map("type", "string")),
        List.of("task", "outcome", "ms", "value"));
  }

  private Map<String, Object> answer(Plan plan, Map<String, Object> body) {
    Errors errors = plan.answer().errors();
    return CommonSchemas.object(
        JsonMaps.map(
            "status", CommonSchemas.status(),
            "headers",
                JsonMaps.map(
                    "type", "object", "additionalProperties", JsonMaps.map("type", "string")),
            "body",
                JsonMaps.map(
                    "anyOf", List.of(body, new CommonSchemas(components).problem(errors)))),
        List.of("status", "headers", "body"));
  }
}
