package dev.joinall.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Converts one JSON Schema of the file. A schema with a {@code title} becomes a component of that
 * name, shared by all equal ones, and so does each part that a reference names.
 */
record SchemaConversion(Components components, Map<String, Object> root, String name) {
  private static final Set<String> SCHEMA_MAPS =
      Set.of("properties", "patternProperties", "dependentSchemas");
  private static final Set<String> SCHEMA_LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
  private static final Set<String> SINGLE_SCHEMAS =
      Set.of(
          "items",
          "additionalProperties",
          "contains",
          "not",
          "if",
          "then",
          "else",
          "propertyNames",
          "unevaluatedItems",
          "unevaluatedProperties");

  /** Keywords that are needed only by references. */
  private static final Set<String> DROPPED =
      Set.of("$defs", "definitions", "$id", "$anchor", "$dynamicAnchor", "$schema", "$comment");

  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef");

  private static final Set<String> ANNOTATIONS =
      Set.of("title", "description", "deprecated", "default", "examples", "readOnly", "writeOnly");

  /** A part of a schema with references into that schema. */
  private record Part(Map<String, Object> root, Map<?, ?> part) {}

  Map<String, Object> converted() {
    return converted(root);
  }

  private Map<String, Object> converted(Map<?, ?> schema) {
    return JsonMaps.text(schema, "title")
        .map(title -> component(Titles.pascal(title), schema))
        .orElseGet(() -> inside(schema));
  }

  /**
   * Refers to a component. Null is added to the reference, because generators ignore it in the
   * component.
   */
  private Map<String, Object> component(String wanted, Map<?, ?> schema) {
    Object what = refers(schema) ? new Part(root, schema) : schema;
    boolean nullable = NullableSchema.isNullable(SchemaRules.applied(JsonMaps.copy(schema)));
    Map<String, Object> reference =
        components.schema(
            wanted,
            what,
            () -> {
              Map<String, Object> inside = inside(schema);
              inside.remove("title");
              return nullable ? NullableSchema.without(inside) : inside;
            });
    return nullable ? NullableSchema.of(reference) : reference;
  }

  private static boolean refers(Object part) {
    return switch (part) {
      case Map<?, ?> map ->
          REFERENCES.stream().anyMatch(map::containsKey)
              || map.values().stream().anyMatch(SchemaConversion::refers);
      case List<?> list -> list.stream().anyMatch(SchemaConversion::refers);
      default -> false;
    };
  }

  private Map<String, Object> inside(Map<?, ?> schema) {
    Map<String, Object> copy = new LinkedHashMap<>();
    schema.forEach((key, value) -> {
      if (!DROPPED.contains(key) && !REFERENCES.contains(key)) {
        copy.put((String) key, keyword((String) key, value));
      }
    });
    return REFERENCES.stream()
        .flatMap(it -> JsonMaps.text(schema, it).stream())
        .findFirst()
        .map(it -> beside(referred(it), copy))
        .orElseGet(() -> SchemaRules.applied(copy));
  }

  /** Combines a reference with the keywords beside it, which many generators ignore. */
  private static Map<String, Object> beside(
      Map<String, Object> referred, Map<String, Object> others) {
    others.remove("title");
    if (others.isEmpty()) {
      return referred;
    }
    if (ANNOTATIONS.containsAll(others.keySet())) {
      others.putAll(referred);
      return others;
    }
    return JsonMaps.map("allOf", List.of(referred, SchemaRules.applied(others)));
  }

  /**
   * Converts a reference. A boolean schema, or a missing target, becomes the schema of any value.
   */
  private Map<String, Object> referred(String written) {
    String reference = SchemaPointer.target(root, written);
    if (!(SchemaPointer.find(root, reference) instanceof Map<?, ?> target)) {
      return new LinkedHashMap<>();
    }
    String last = SchemaPointer.last(reference);
    return component(
        JsonMaps.text(target, "title")
            .map(Titles::pascal)
            .orElse(last.isEmpty() ? name : Titles.pascal(last)),
        target);
  }

  private Object keyword(String keyword, Object value) {
    if (SINGLE_SCHEMAS.contains(keyword)) {
      return each(value);
    }
    if (SCHEMA_LISTS.contains(keyword) && value instanceof List<?> list) {
      return list.stream().map(this::each).toList();
    }
    if (SCHEMA_MAPS.contains(keyword) && value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, schema) -> copy.put((String) key, each(schema)));
      return copy;
    }
    return value;
  }

  private Object each(Object schema) {
    return schema instanceof Map<?, ?> map ? converted(map) : schema;
  }
}
