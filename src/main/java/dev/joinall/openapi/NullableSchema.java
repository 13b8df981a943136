package dev.joinall.openapi;

import dev.joinall.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Schemas that match null, in the two forms that generators know: a type, or an alternative. */
final class NullableSchema {
  private static final String NULL = "null";
  private static final List<String> ALTERNATIVES = List.of("anyOf", "oneOf");

  /** These keywords apply to null as well, so the type alone cannot permit it. */
  private static final Set<String> OF_EVERY_TYPE =
      Set.of("$ref", "enum", "const", "allOf", "anyOf", "oneOf", "not", "if", "then", "else");

  private NullableSchema() {}

  /** The same schema, or null. */
  static Map<String, Object> of(Map<String, Object> schema) {
    if (matchesAnything(schema) || isNullable(schema) || NULL.equals(schema.get("type"))) {
      return schema;
    }
    if (schema.containsKey("type") && schema.keySet().stream().noneMatch(OF_EVERY_TYPE::contains)) {
      Map<String, Object> copy = JsonMaps.copy(schema);
      List<Object> types = new ArrayList<>(SchemaRules.types(schema));
      types.add(NULL);
      copy.put("type", types);
      return copy;
    }
    return alternative(schema);
  }

  private static Map<String, Object> alternative(Map<String, Object> schema) {
    List<Object> all = new ArrayList<>();
    if (schema.size() == 1 && schema.containsKey("anyOf")) {
      all.addAll(JsonMaps.elements(schema, "anyOf"));
    } else {
      all.add(schema);
    }
    all.add(JsonMaps.map("type", NULL));
    return JsonMaps.map("anyOf", all);
  }

  private static boolean matchesAnything(Map<String, Object> schema) {
    return Set.of("description", "examples").containsAll(schema.keySet());
  }

  /** Whether it explicitly allows null besides other values. */
  static boolean isNullable(Map<String, Object> schema) {
    List<?> types = SchemaRules.types(schema);
    boolean byType =
        types.size() > 1
            && types.contains(NULL)
            && (!schema.containsKey("enum")
                || JsonMaps.elements(schema, "enum").contains(Json.NULL))
            && schema.keySet().stream()
                .noneMatch(it -> OF_EVERY_TYPE.contains(it) && !it.equals("enum"));
    return byType || ALTERNATIVES.stream().anyMatch(it -> isAlternative(schema, it));
  }

  private static boolean isAlternative(Map<String, Object> schema, String keyword) {
    List<?> all = JsonMaps.elements(schema, keyword);
    return all.size() > 1
        && all.stream().anyMatch(NullableSchema::isNull)
        && schema.keySet().stream().noneMatch(it -> isOther(it, keyword));
  }

  private static boolean isOther(String name, String keyword) {
    return name.equals("type") || (OF_EVERY_TYPE.contains(name) && !name.equals(keyword));
  }

  private static boolean isNull(Object schema) {
    return schema instanceof Map<?, ?> map && NULL.equals(map.get("type"));
  }

  /** The same schema, without null; unchanged unless it is nullable. */
  static Map<String, Object> without(Map<String, Object> schema) {
    if (!isNullable(schema)) {
      return schema;
    }
    Map<String, Object> copy = JsonMaps.copy(schema);
    copy.computeIfPresent("type", (name, type) -> withoutNull(SchemaRules.types(schema)));
    copy.computeIfPresent(
        "enum",
        (name, values) ->
            JsonMaps.elements(schema, "enum").stream()
                .filter(it -> !it.equals(Json.NULL))
                .toList());
    for (String keyword : ALTERNATIVES) {
      if (copy.containsKey(keyword)) {
        List<?> others =
            JsonMaps.elements(schema, keyword).stream().filter(it -> !isNull(it)).toList();
        copy.put(keyword, others);
        if (others.size() == 1 && copy.size() == 1 && others.getFirst() instanceof Map<?, ?> one) {
          return JsonMaps.copy(one);
        }
      }
    }
    return copy;
  }

  private static Object withoutNull(List<?> types) {
    List<?> others = types.stream().filter(it -> !it.equals(NULL)).toList();
    return others.size() == 1 ? others.getFirst() : others;
  }
}
