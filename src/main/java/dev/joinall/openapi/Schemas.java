package dev.joinall.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Converts the file's JSON Schemas to the document's. A schema with a {@code title} becomes a
 * component of that name, shared by all equal ones. A schema with internal references becomes one
 * component, so that the references stay valid.
 */
final class Schemas {
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

  /** These keywords apply to null as well, so the type alone cannot permit it. */
  private static final Set<String> OF_EVERY_TYPE =
      Set.of(
          "$ref",
          "$dynamicRef",
          "enum",
          "const",
          "allOf",
          "anyOf",
          "oneOf",
          "not",
          "if",
          "then",
          "else");

  private final Components components;

  Schemas(Components components) {
    this.components = components;
  }

  /**
   * A schema as written.
   *
   * @param name of the component if it has internal references and no title
   */
  Map<String, Object> of(Map<String, Object> written, String name) {
    return refers(written)
        ? components.schema(
            JsonMaps.text(written, "title").map(Titles::pascal).orElse(name),
            written,
            it -> rebased("#/components/schemas/" + it, written))
        : hoisted(written);
  }

  private static boolean refers(Object part) {
    return switch (part) {
      case Map<?, ?> map ->
          map.containsKey("$defs")
              || JsonMaps.text(map, "$ref").filter(it -> it.startsWith("#")).isPresent()
              || map.values().stream().anyMatch(Schemas::refers);
      case List<?> list -> list.stream().anyMatch(Schemas::refers);
      default -> false;
    };
  }

  private static Map<String, Object> rebased(String root, Map<?, ?> part) {
    Map<String, Object> moved = new LinkedHashMap<>();
    part.forEach((name, value) -> {
      boolean isReference =
          name.equals("$ref") && value instanceof String text && text.startsWith("#");
      moved.put(
          (String) name, isReference ? root + ((String) value).substring(1) : rebased(root, value));
    });
    return moved;
  }

  private static Object rebased(String root, Object part) {
    return switch (part) {
      case Map<?, ?> map -> rebased(root, map);
      case List<?> list -> list.stream().map(it -> rebased(root, it)).toList();
      default -> part;
    };
  }

  private Map<String, Object> hoisted(Map<?, ?> schema) {
    return JsonMaps.text(schema, "title")
        .map(title ->
            components.schema(
                Titles.pascal(title), schema, name -> without("title", inside(schema))))
        .orElseGet(() -> inside(schema));
  }

  private static Map<String, Object> without(String name, Map<String, Object> map) {
    map.remove(name);
    return map;
  }

  private Map<String, Object> inside(Map<?, ?> schema) {
    Map<String, Object> copy = new LinkedHashMap<>();
    schema.forEach((name, value) -> copy.put((String) name, keyword((String) name, value)));
    return copy;
  }

  private Object keyword(String name, Object value) {
    if (SINGLE_SCHEMAS.contains(name)) {
      return each(value);
    }
    if (SCHEMA_LISTS.contains(name) && value instanceof List<?> list) {
      return list.stream().map(this::each).toList();
    }
    if (SCHEMA_MAPS.contains(name) && value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, schema) -> copy.put((String) key, each(schema)));
      return copy;
    }
    return value;
  }

  private Object each(Object schema) {
    return schema instanceof Map<?, ?> map ? hoisted(map) : schema;
  }

  /** The same schema, or null. */
  static Map<String, Object> orNull(Map<String, Object> schema) {
    if (schema.isEmpty()) {
      return schema; // an empty schema matches null already
    }
    UnaryOperator<Object> withNull =
        type -> {
          List<Object> types = new ArrayList<>(type instanceof List<?> list ? list : List.of(type));
          if (!types.contains("null")) {
            types.add("null");
          }
          return types.size() == 1 ? types.getFirst() : types;
        };
    if (schema.containsKey("type") && schema.keySet().stream().noneMatch(OF_EVERY_TYPE::contains)) {
      Map<String, Object> copy = JsonMaps.copy(schema);
      copy.computeIfPresent("type", (key, type) -> withNull.apply(type));
      return copy;
    }
    return JsonMaps.map("anyOf", List.of(schema, JsonMaps.map("type", "null")));
  }
}
