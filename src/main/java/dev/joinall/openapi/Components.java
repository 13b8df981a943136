package dev.joinall.openapi;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** The components of the document, in the order of their first reference. */
final class Components {
  /** The maximum length of a chain of references, because a schema can be a reference to itself. */
  private static final int MAX_CHAIN = 32;

  private final Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
  private final Map<Object, String> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  Components() {
    for (String section : new String[] {"parameters", "headers", "responses", "schemas"}) {
      sections.put(section, new LinkedHashMap<>());
    }
    CommonSchemas.NAMES.forEach(it -> taken.add(it.toLowerCase(Locale.ROOT)));
  }

  /** A component of every document, with a fixed name; created at its first reference. */
  Map<String, Object> shared(String section, String name, Supplier<Map<String, Object>> made) {
    Map<String, Object> parts = Objects.requireNonNull(sections.get(section));
    if (!parts.containsKey(name)) {
      parts.put(name, Map.of()); // reserves its place before the components that it refers to
      parts.put(name, made.get());
    }
    return JsonMaps.ref(section, name);
  }

  /**
   * A schema of this file, under this name or the next free one. Names do not differ only in case,
   * because generators make files of them.
   *
   * @param what the identity of the schema; equal ones share one component
   */
  Map<String, Object> schema(String wanted, Object what, Supplier<Map<String, Object>> made) {
    String known = names.get(what);
    if (known != null) {
      return JsonMaps.ref("schemas", known);
    }
    String name = Titles.free(wanted, taken);
    names.put(what, name);
    return shared("schemas", name, made);
  }

  /**
   * Converts a schema of the file to one of the document.
   *
   * @param name the name of the component if it refers to itself and has no title
   */
  Map<String, Object> convert(Map<String, Object> written, String name) {
    return new SchemaConversion(this, written, name).converted();
  }

  /** The target of a reference to a component; any other part is returned itself. */
  Map<?, ?> resolve(Map<?, ?> part) {
    Map<?, ?> at = part;
    for (int i = 0; i < MAX_CHAIN; i++) {
      String[] way = JsonMaps.text(at, "$ref").orElse("").split("/", -1);
      if (way.length != 4 || !way[1].equals("components")) {
        return at;
      }
      at = JsonMaps.members(Objects.requireNonNull(sections.get(way[2])), way[3]);
    }
    return Map.of();
  }

  Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>();
    sections.forEach((section, parts) -> JsonMaps.with(all, section, parts));
    return all;
  }
}
