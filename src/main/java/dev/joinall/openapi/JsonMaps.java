package dev.joinall.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON under construction: ordered maps and lists. */
final class JsonMaps {
  private JsonMaps() {}

  /** The value as written, digit for digit. */
  static Object of(Tree tree) {
    return switch (tree) {
      case Tree.Scalar scalar -> scalar.value() == null ? Json.NULL : scalar.value();
      case Tree.Sequence sequence -> sequence.items().stream().map(JsonMaps::of).toList();
      case Tree.Mapping mapping -> of(mapping);
    };
  }

  static Map<String, Object> of(Tree.Mapping mapping) {
    Map<String, Object> members = new LinkedHashMap<>();
    mapping.entries().forEach((name, member) -> members.put(name, of(member)));
    return members;
  }

  /** An object from JSON text. */
  static Map<String, Object> parse(String json) {
    return members(Json.parse(json.getBytes(UTF_8)));
  }

  private static Map<String, Object> members(Json object) {
    Map<String, Object> members = new LinkedHashMap<>();
    object.forEachMember((name, member) -> members.put(name, of(member)));
    return members;
  }

  private static Object of(Json json) {
    return switch (json.kind()) {
      case OBJECT -> members(json);
      case ARRAY -> json.elements().stream().map(JsonMaps::of).toList();
      case STRING -> json.text();
      case NUMBER, BOOLEAN, NULL -> json;
    };
  }

  /** A map of alternating names and values. */
  static Map<String, Object> map(Object... members) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      map.put((String) members[i], members[i + 1]);
    }
    return map;
  }

  static Map<String, Object> copy(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((name, member) -> copy.put((String) name, member));
    return copy;
  }

  /** Omits an empty value. */
  static Map<String, Object> with(Map<String, Object> map, String name, Object value) {
    boolean empty =
        switch (value) {
          case Map<?, ?> members -> members.isEmpty();
          case Collection<?> elements -> elements.isEmpty();
          case String text -> text.isEmpty();
          default -> false;
        };
    if (!empty) {
      map.put(name, value);
    }
    return map;
  }

  static Map<String, Object> ref(String section, String name) {
    return map("$ref", "#/components/" + section + "/" + name);
  }

  /** A member that is a text. */
  static Optional<String> text(Map<?, ?> map, String name) {
    return map.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  static Map<?, ?> members(Map<?, ?> map, String name) {
    return map.get(name) instanceof Map<?, ?> members ? members : Map.of();
  }

  static List<?> elements(Map<?, ?> map, String name) {
    return map.get(name) instanceof List<?> elements ? elements : List.of();
  }
}
