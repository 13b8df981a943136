package dev.joinall.openapi;

import dev.joinall.backend.Fault;
import dev.joinall.config.RespondConfig.Errors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The schemas of every document. */
record CommonSchemas(Components components) {
  /**
   * Reserved names of components; a schema of a file gets another name instead. Some generators
   * make types of parameters and responses as well.
   */
  static final Set<String> NAMES =
      Set.of(
          "Absent",
          "Conflict",
          "Defect",
          "Errors",
          "ErrorsInFull",
          "Failed",
          "IfNoneMatch",
          "InvalidInput",
          "Late",
          "LateBody",
          "NotAcceptable",
          "NotJson",
          "NotModified",
          "NotOfType",
          "Overloaded",
          "OverloadedOrRejected",
          "Problem",
          "ProblemInFull",
          "Rejected",
          "TooLarge",
          "Traceparent");

  static final String INTEGER = "integer";

  /** One entry for each task that failed. */
  Map<String, Object> errors(Errors errors) {
    return schema(suffixed("Errors", errors), errors == Errors.FULL ? full() : compact());
  }

  static String suffixed(String name, Errors errors) {
    return errors == Errors.FULL ? name + "InFull" : name;
  }

  private static Map<String, Object> compact() {
    return list(
        "One entry for each task that failed or fell back",
        JsonMaps.map("task", task(), "fault", fault(), "index", index(), "happened", happened()),
        "task",
        "fault");
  }

  private static Map<String, Object> full() {
    return list(
        "One entry for each task that failed or fell back, for operators",
        JsonMaps.map(
            "task", task(),
            "fault", fault(),
            "index", index(),
            "happened", happened(),
            "backend", string("Which one it asked"),
            "detail", string("What happened, without secrets"),
            "attempts", count("How many calls were made"),
            "ms", count("How long the task took")),
        "task",
        "fault",
        "ms");
  }

  private static Map<String, Object> list(
      String description, Map<String, Object> properties, String... required) {
    return JsonMaps.map(
        "description",
        description,
        "type",
        "array",
        "minItems",
        1L,
        "items",
        object(properties, List.of(required)));
  }

  private static Map<String, Object> task() {
    return string("Its name; of something inside it, the way there, such as cards[2].price");
  }

  private static Map<String, Object> fault() {
    List<String> words =
        new ArrayList<>(Arrays.stream(Fault.Type.values()).map(Fault.Type::word).toList());
    words.add("absent");
    return JsonMaps.map(
        "description", "Why; absent where a fallback stands for a value that was not there",
        "type", "string",
        "enum", words);
  }

  private static Map<String, Object> happened() {
    return JsonMaps.map(
        "type", "boolean",
        "description", "Whether the effect happened, although its answer can't be used");
  }

  private static Map<String, Object> index() {
    return count("Which item of the task's list, from 0");
  }

  /** Problem details with the errors of the tasks. */
  Map<String, Object> problem(Errors errors) {
    return schema(
        suffixed("Problem", errors),
        problem("Problem details (RFC 9457)", errors(errors), status()));
  }

  static Map<String, Object> status() {
    return JsonMaps.map("type", INTEGER, "format", "int32", "minimum", 200L, "maximum", 599L);
  }

  Map<String, Object> invalidInput() {
    Map<String, Object> violation =
        object(
            JsonMaps.map(
                "in",
                    JsonMaps.map(
                        "type", "string", "enum", List.of("path", "query", "header", "body")),
                "name", string("Of the parameter; in a body the place, as a JSON Pointer"),
                "detail", JsonMaps.map("type", "string")),
            List.of("in", "name", "detail"));
    Map<String, Object> violations =
        JsonMaps.map(
            "description",
            "All that does not fit, where the request could be read",
            "type",
            "array",
            "minItems",
            1L,
            "items",
            violation);
    return schema(
        "InvalidInput",
        problem(
            "Problem details (RFC 9457) of a request",
            violations,
            JsonMaps.map("type", INTEGER, "format", "int32", "const", 400L)));
  }

  private static Map<String, Object> problem(
      String description, Map<String, Object> errors, Map<String, Object> status) {
    Map<String, Object> problem =
        object(
            JsonMaps.map(
                "type", JsonMaps.map("type", "string", "const", "about:blank"),
                "title", JsonMaps.map("type", "string"),
                "status", status,
                "detail", JsonMaps.map("type", "string"),
                "errors", errors),
            List.of("type", "title", "status", "detail"));
    return described(description, problem);
  }

  static Map<String, Object> traceparent() {
    return JsonMaps.map("type", "string", "pattern", "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$");
  }

  /** The schema of bytes, in the format that generators recognize. */
  static Map<String, Object> binary() {
    return JsonMaps.map("type", "string", "format", "binary");
  }

  private Map<String, Object> schema(String name, Map<String, Object> schema) {
    return components.shared("schemas", name, () -> schema);
  }

  /** An object with exactly these members. */
  static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
    Map<String, Object> object = JsonMaps.map("type", "object");
    JsonMaps.with(object, "required", required);
    object.put("additionalProperties", false);
    object.put("properties", properties);
    return object;
  }

  static Map<String, Object> described(String description, Map<String, Object> schema) {
    Map<String, Object> described = JsonMaps.map("description", description);
    described.putAll(schema);
    return described;
  }

  private static Map<String, Object> string(String description) {
    return JsonMaps.map("description", description, "type", "string");
  }

  private static Map<String, Object> count(String description) {
    return JsonMaps.map(
        "description", description, "type", INTEGER, "format", "int64", "minimum", 0L);
  }
}
