package dev.joinall.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.json.Json;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The types of the values that a JSON Schema allows, as far as they follow from its types,
 * constants, references and combinations. {@code number} stands for numbers with a fraction.
 *
 * @param root of the schema, for references
 */
record ValueTypes(Json root) {
  static final String STRING = "string";
  static final String INTEGER = "integer";
  static final String NUMBER = "number";
  static final String BOOLEAN = "boolean";
  static final String NULL = "null";
  static final String ARRAY = "array";
  static final String OBJECT = "object";

  private static final Set<String> ALL =
      Set.of(STRING, INTEGER, NUMBER, BOOLEAN, NULL, ARRAY, OBJECT);
  private static final int MAX_DEPTH = 20;

  Set<String> of(Json schema) {
    return of(schema, 0);
  }

  private Set<String> of(@Nullable Json schema, int depth) {
    Set<String> types = new HashSet<>(ALL);
    if (schema == null || depth > MAX_DEPTH) {
      return types;
    }
    if (schema.kind() != Json.Kind.OBJECT) {
      return schema.equals(Json.FALSE) ? Set.of() : types;
    }
    @Nullable Json type = schema.get("type");
    if (type != null) {
      types.retainAll(named(type.kind() == Json.Kind.ARRAY ? type.elements() : List.of(type)));
    }
    @Nullable Json constant = schema.get("const");
    if (type == null && constant != null) {
      types.retainAll(typesOf(List.of(constant)));
    }
    if (type == null) {
      types.retainAll(typesOf(schema.get("enum")));
    }
    @Nullable Json reference = schema.get("$ref");
    if (reference != null) {
      types.retainAll(of(referred(reference.text()), depth + 1));
    }
    for (Json part : parts(schema, "allOf")) {
      types.retainAll(of(part, depth + 1));
    }
    for (String keyword : List.of("anyOf", "oneOf")) {
      Set<String> any = new HashSet<>();
      parts(schema, keyword).forEach(it -> any.addAll(of(it, depth + 1)));
      types.retainAll(schema.get(keyword) == null ? ALL : any);
    }
    return types;
  }

  private static Set<String> named(List<Json> types) {
    Set<String> named = new HashSet<>();
    types.forEach(it -> named.add(it.text()));
    if (named.contains(NUMBER)) {
      named.add(INTEGER);
    }
    return named;
  }

  private static Set<String> typesOf(@Nullable Json values) {
    return values == null || values.kind() != Json.Kind.ARRAY ? ALL : typesOf(values.elements());
  }

  private static Set<String> typesOf(List<Json> values) {
    Set<String> types = new HashSet<>();
    values.forEach(it -> types.add(typeOf(it)));
    return types;
  }

  static String typeOf(Json value) {
    return switch (value.kind()) {
      case OBJECT -> OBJECT;
      case ARRAY -> ARRAY;
      case STRING -> STRING;
      case BOOLEAN -> BOOLEAN;
      case NULL -> NULL;
      case NUMBER ->
          new BigDecimal(value.toString()).stripTrailingZeros().scale() <= 0 ? INTEGER : NUMBER;
    };
  }

  private static List<Json> parts(Json schema, String keyword) {
    @Nullable Json parts = schema.get(keyword);
    return parts == null || parts.kind() != Json.Kind.ARRAY ? List.of() : parts.elements();
  }

  /** The target of a reference into the same schema; null if it is an anchor or does not exist. */
  @Nullable Json referred(String reference) {
    if (reference.equals("#")) {
      return root;
    }
    if (!reference.startsWith("#/")) {
      return null;
    }
    @Nullable Json at = root;
    String pointer = URLDecoder.decode(reference.substring(2).replace("+", "%2B"), UTF_8);
    for (String part : pointer.split("/", -1)) {
      if (at == null || at.kind() != Json.Kind.OBJECT) {
        return null;
      }
      at = at.get(part.replace("~1", "/").replace("~0", "~"));
    }
    return at;
  }
}
