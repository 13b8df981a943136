package dev.joinall.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The schemas of parts of a value: its members and its items. */
record SchemaParts(Components components) {
  private static final String PROPERTIES = "properties";
  private static final String REQUIRED = "required";

  /**
   * A member, or an element of a list; empty if nothing is known of it.
   *
   * @param missingIsNull whether a missing part is null instead of an error
   */
  Map<String, Object> part(Map<String, Object> schema, String name, boolean missingIsNull) {
    Map<?, ?> whole = resolved(schema);
    boolean isList = SchemaRules.types(whole).contains("array");
    Map<?, ?> found =
        isList
            ? JsonMaps.members(whole, "items")
            : JsonMaps.members(JsonMaps.members(whole, PROPERTIES), name);
    boolean always =
        !isList
            && !NullableSchema.isNullable(schema)
            && JsonMaps.elements(whole, REQUIRED).contains(name);
    Map<String, Object> part = JsonMaps.copy(found);
    return missingIsNull && !always ? NullableSchema.of(part) : part;
  }

  /** The items of a list; empty if nothing is known of them. */
  Map<String, Object> items(Map<String, Object> list) {
    return JsonMaps.copy(JsonMaps.members(resolved(list), "items"));
  }

  /**
   * An item with one more member. An item that is not an object is replaced by that member's value.
   */
  Map<String, Object> with(Map<String, Object> item, String name, Map<String, Object> member) {
    Map<?, ?> known = resolved(item);
    List<?> types = SchemaRules.types(known);
    boolean isObject = types.size() == 1 && types.contains("object");
    if (!types.isEmpty() && !types.contains("object")) {
      return member;
    }
    Map<String, Object> object = isObject ? JsonMaps.copy(known) : JsonMaps.map("type", "object");
    List.of("examples", "description").forEach(object::remove);
    Map<String, Object> properties = JsonMaps.copy(JsonMaps.members(object, PROPERTIES));
    properties.put(name, member);
    object.put(PROPERTIES, properties);
    List<Object> required = new ArrayList<>(JsonMaps.elements(object, REQUIRED));
    if (!required.contains(name)) {
      required.add(name);
    }
    object.put(REQUIRED, required);
    return isObject && !NullableSchema.isNullable(item)
        ? object
        : SchemaUnion.of(List.of(object, member));
  }

  /** The target of a reference, without null. */
  private Map<?, ?> resolved(Map<String, Object> schema) {
    Map<String, Object> at = schema;
    for (int depth = 0; depth < 8; depth++) {
      Map<String, Object> next = JsonMaps.copy(components.resolve(NullableSchema.without(at)));
      if (next.equals(at)) {
        return at;
      }
      at = next;
    }
    return at;
  }
}
