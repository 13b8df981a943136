package dev.joinall.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One schema for values that match any of several. As few alternatives as possible: generators make
 * a type of each. It may match more values than they do.
 */
final class SchemaUnion {
  private static final Set<String> SCALARS = Set.of("string", "integer", "number", "boolean");
  private static final String ARRAY = "array";

  private final List<Map<String, Object>> others = new ArrayList<>();
  private final Map<String, List<Map<String, Object>>> byType = new LinkedHashMap<>();
  private boolean nullable;
  private boolean anything;

  private SchemaUnion() {}

  static Map<String, Object> of(List<Map<String, Object>> schemas) {
    var union = new SchemaUnion();
    schemas.forEach(union::add);
    return schemas.isEmpty() || union.anything ? new LinkedHashMap<>() : union.merged();
  }

  private void add(Map<String, Object> schema) {
    if (NullableSchema.isNullable(schema)) {
      nullable = true;
      add(NullableSchema.without(schema));
    } else if (schema.size() == 1 && schema.get("anyOf") instanceof List<?> alternatives) {
      alternatives.forEach(it -> add(JsonMaps.copy((Map<?, ?>) it)));
    } else if (schema.get("type") instanceof String type) {
      addTyped(type, schema);
    } else {
      anything |= schema.isEmpty();
      others.add(schema);
    }
  }

  private void addTyped(String type, Map<String, Object> schema) {
    if (type.equals("null")) {
      nullable = true;
    } else if (SCALARS.contains(type) || type.equals(ARRAY)) {
      byType.computeIfAbsent(type, it -> new ArrayList<>()).add(schema);
    } else {
      others.add(schema);
    }
  }

  private Map<String, Object> merged() {
    Set<Map<String, Object>> all = new LinkedHashSet<>();
    byType.forEach((type, some) -> all.add(merged(type, some)));
    all.addAll(others);
    if (all.isEmpty()) {
      return JsonMaps.map("type", "null");
    }
    Map<String, Object> one =
        all.size() == 1 ? all.iterator().next() : JsonMaps.map("anyOf", List.copyOf(all));
    return nullable ? NullableSchema.of(one) : one;
  }

  private static Map<String, Object> merged(String type, List<Map<String, Object>> schemas) {
    List<Map<String, Object>> some = schemas.stream().distinct().toList();
    if (some.size() == 1) {
      return some.getFirst();
    }
    if (type.equals(ARRAY)) {
      return JsonMaps.map(
          "type",
          ARRAY,
          "items",
          of(some.stream().map(it -> JsonMaps.copy(JsonMaps.members(it, "items"))).toList()));
    }
    Map<String, Object> merged = JsonMaps.map("type", type);
    if (some.stream().allMatch(it -> it.containsKey("const"))) {
      merged.put("enum", some.stream().map(it -> it.get("const")).toList());
    }
    return SchemaRules.applied(merged);
  }
}
