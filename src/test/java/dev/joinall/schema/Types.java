package dev.joinall.schema;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Names of types in the reference. */
record Types(FileSchema schema) {
  /** Names of definitions without a title. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("time", "time"),
          Map.entry("timeOrVariable", "time"),
          Map.entry("sizeOrVariable", "size"),
          Map.entry("shareOrVariable", "share"),
          Map.entry("count", "number%s"),
          Map.entry("countOrVariable", "number%s"),
          Map.entry("computedCount", "number%s, or an expression"),
          Map.entry("condition", "condition"),
          Map.entry("template", "template"),
          Map.entry("names", "names"),
          Map.entry("addresses", "address or a list of them"),
          Map.entry("text", "string template"),
          Map.entry("collection", "name of a collection"),
          Map.entry("httpPath", "path, with expressions"),
          Map.entry("headerLine", "text template"),
          Map.entry("headerValue", "text template or a list of them"),
          Map.entry("httpPart", "template or a part"),
          Map.entry("status", "HTTP status"),
          Map.entry("passedStatus", "HTTP status"),
          Map.entry("filter", "mapping of templates"),
          Map.entry("hint", "name of an index, or its fields"),
          Map.entry("readPreference", "word"),
          Map.entry("update", "mapping or a list of templates"),
          Map.entry("upsert", "`true` or `false`"),
          Map.entry("projection", "mapping of templates"),
          Map.entry("sort", "mapping of templates"));

  String of(JsonNode value) {
    if (value.has("enum")) {
      return Flow.stream(value.get("enum"))
          .map(Flow::code)
          .distinct()
          .collect(Collectors.joining(" or "));
    }
    if (value.has("if")) {
      return alternatives(value);
    }
    String ref = value.path("$ref").asString("").replace("#/$defs/", "");
    if (!ref.isEmpty()) {
      Optional<JsonNode> titled = schema.definition(value).filter(it -> it.has("title"));
      return titled.map(Types::link).orElseGet(() -> word(ref).replace("%s", bounds(value)));
    }
    JsonNode entries = value.path("additionalProperties");
    if (entries.isObject() && !value.path("type").isArray()) {
      String each = of(entries);
      return "mapping of "
          + (each.startsWith("[") ? each : each.replaceAll("(template|string)$", "$1s"));
    }
    return plain(value) + bounds(value);
  }

  /** One value or a list of them; a word or a mapping; or the values of two kinds. */
  private String alternatives(JsonNode value) {
    JsonNode then = value.path("then");
    JsonNode otherwise = value.path("else");
    if (value.path("if").has("required")) {
      return of(otherwise) + " or " + of(then);
    }
    if (then.has("const")) {
      return Flow.code(then.get("const")) + " or " + of(otherwise);
    }
    String one = of(otherwise);
    return value.path("if").path("type").asString().equals("boolean")
        ? "`true`, `false` or " + one
        : one + ", or a list of them";
  }

  private static String word(String definition) {
    return Optional.ofNullable(WORDS.get(definition))
        .orElseThrow(() ->
            new IllegalStateException(
                "say in Types.WORDS what \"" + definition + "\" is, or give it a title"));
  }

  private static String plain(JsonNode value) {
    JsonNode type = value.path("type");
    List<String> types =
        type.isArray()
            ? Flow.stream(type).map(JsonNode::asString).toList()
            : List.of(type.asString("any"));
    return types.stream()
        .map(it ->
            switch (it) {
              case "string" ->
                  value.path("pattern").asString("").equals("\\$\\{") ? "an expression" : "string";
              case "boolean" -> "`true` or `false`";
              case "object" -> "mapping";
              case "array" -> "list";
              case "integer" -> "integer";
              default -> it;
            })
        .collect(Collectors.joining(" or "));
  }

  private static String bounds(JsonNode value) {
    String least = value.has("minimum") ? " from " + grouped(value.get("minimum")) : "";
    String most = value.has("maximum") ? " to " + grouped(value.get("maximum")) : "";
    return least + most;
  }

  private static String grouped(JsonNode number) {
    return "%,d".formatted(number.asInt()).toString();
  }

  static String title(JsonNode place) {
    return place.get("title").asString();
  }

  static String link(JsonNode place) {
    String anchor =
        title(place).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
    return "[" + title(place) + "](#" + anchor + ")";
  }
}
