package dev.joinall.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Writes {@code docs/reference.md}: a section for each part of the schema that has a title. */
final class Reference {
  private final FileSchema schema;
  private final Types types;
  private final StringBuilder out = new StringBuilder(head());

  Reference(FileSchema schema) {
    this.schema = schema;
    this.types = new Types(schema);
  }

  /** The hand-written part about values and expressions. */
  private static String head() {
    try (InputStream in = Reference.class.getResourceAsStream("reference-head.md")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String write() {
    section(schema.root());
    schema
        .root()
        .path("$defs")
        .forEach(it -> {
          if (it.has("title")) {
            section(it);
          }
        });
    return out.toString();
  }

  private void section(JsonNode place) {
    out.append("\n## ").append(Types.title(place)).append('\n');
    String description = place.path("description").asString("");
    if (!description.isEmpty()) {
      out.append('\n').append(description).append('\n');
    }
    Map<String, JsonNode> rows = new LinkedHashMap<>();
    Map<String, String> defaults = new LinkedHashMap<>();
    rows(place, rows, defaults);
    if (!rows.isEmpty()) {
      out.append("\n| key | type | default | what it does |\n|---|---|---|---|\n");
      rows.forEach((key, value) -> row(key, value, isRequired(place, key)));
    }
    String others =
        parts(place).stream().map(Types::link).distinct().collect(Collectors.joining(", "));
    if (!others.isEmpty()) {
      out.append("\nFurther keys: ").append(others).append(".\n");
    }
    if (!defaults.isEmpty()) {
      out.append("\nDefaults of this kind: ")
          .append(
              defaults.entrySet().stream()
                  .map(it -> "`" + it.getKey() + "` " + it.getValue())
                  .collect(Collectors.joining(", ")))
          .append(".\n");
    }
  }

  /** Includes the keys of parts without a title. */
  private void rows(JsonNode place, Map<String, JsonNode> rows, Map<String, String> defaults) {
    for (JsonNode part : place.path("allOf")) {
      schema
          .definition(part)
          .filter(it -> !it.has("title"))
          .ifPresent(it -> rows(it, rows, defaults));
    }
    place
        .path("properties")
        .properties()
        .forEach(it -> {
          if (hasMeaning(it.getValue())) {
            rows.put(it.getKey(), it.getValue());
          } else {
            defaults(it.getKey(), it.getValue(), defaults);
          }
        });
  }

  private static boolean hasMeaning(JsonNode value) {
    return value.has("description") || value.has("$ref");
  }

  private static void defaults(String key, JsonNode value, Map<String, String> defaults) {
    if (value.has("default")) {
      defaults.put(key, Flow.code(value.get("default")));
    }
    value
        .path("properties")
        .properties()
        .forEach(it -> defaults(key + "." + it.getKey(), it.getValue(), defaults));
  }

  /** The schemas whose keys apply here, always or under a condition. */
  private List<JsonNode> parts(JsonNode place) {
    List<JsonNode> parts = new ArrayList<>();
    for (JsonNode part : place.path("allOf")) {
      schema
          .definition(part.has("if") ? part.path("then") : part)
          .filter(it -> it.has("title"))
          .ifPresent(parts::add);
    }
    return parts;
  }

  private static boolean isRequired(JsonNode place, String key) {
    return Flow.stream(place.path("required")).anyMatch(it -> it.asString().equals(key));
  }

  private void row(String key, JsonNode value, boolean required) {
    out.append("| ")
        .append(required ? "**`" + key + "`**" : "`" + key + "`")
        .append(" | ")
        .append(types.of(value))
        .append(" | ")
        .append(value.has("default") ? Flow.code(value.get("default")) : "")
        .append(" | ")
        .append(cell(meaning(value)))
        .append(" |\n");
  }

  /** A value with its own section is described there. */
  private String meaning(JsonNode value) {
    Optional<JsonNode> definition = schema.definition(value);
    String description =
        value.has("description")
            ? value.get("description").asString()
            : definition
                .map(
                    it -> it.has("title") ? firstSentence(it) : it.path("description").asString(""))
                .orElse("");
    JsonNode own = value.path("examples");
    JsonNode examples =
        own.isMissingNode() ? definition.map(it -> it.path("examples")).orElse(own) : own;
    return examples.isEmpty()
        ? description
        : description + " For example " + examples(examples) + ".";
  }

  private static String firstSentence(JsonNode place) {
    return place.path("description").asString("").split("(?<=[.;])\\s", 2)[0].replaceAll(";$", ".");
  }

  private static String examples(JsonNode examples) {
    return Flow.stream(examples).map(Flow::code).collect(Collectors.joining(", "));
  }

  /** Escapes bars, which would end a cell. */
  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
