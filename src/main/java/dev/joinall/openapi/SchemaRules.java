package dev.joinall.openapi;

import dev.joinall.json.Json;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Adds keywords that generators of clients need and the file may omit: the type of constants, the
 * range of integers, the items of lists. They do not change which values match.
 */
final class SchemaRules {
  private static final BigDecimal MIN_INT = BigDecimal.valueOf(Integer.MIN_VALUE);
  private static final BigDecimal MAX_INT = BigDecimal.valueOf(Integer.MAX_VALUE);

  /**
   * Syntax of RE2 that does not exist in the regular expressions of JavaScript, which OpenAPI uses.
   */
  private static final Pattern ONLY_RE2 =
      Pattern.compile("\\(\\?[a-zA-Z-]+[:)]|\\(\\?P<|\\\\[AzQEC]|\\[\\[:|\\\\[pP][A-Z]");

  private SchemaRules() {}

  /** The rules applied to one schema, without those inside it. */
  static Map<String, Object> applied(Map<String, Object> schema) {
    type(schema);
    if ("integer".equals(only(schema)) && !schema.containsKey("format")) {
      schema.put("format", isInt(schema) ? "int32" : "int64");
    }
    if ("number".equals(only(schema)) && !schema.containsKey("format") && isDouble(schema)) {
      schema.put("format", "double");
    }
    if (types(schema).contains("array") && !schema.containsKey("prefixItems")) {
      schema.putIfAbsent("items", Map.of());
    }
    JsonMaps.text(schema, "pattern")
        .filter(it -> ONLY_RE2.matcher(it).find())
        .ifPresent(it -> {
          schema.remove("pattern");
          schema.merge(
              "description",
              "Matches the regular expression (RE2) `" + it + "`",
              (text, more) -> text + ". " + more);
        });
    return schema;
  }

  /** Adds the type of an enum or a constant. */
  private static void type(Map<String, Object> schema) {
    if (schema.containsKey("type")) {
      return;
    }
    @Nullable Object constant = schema.get("const");
    List<?> values = constant != null ? List.of(constant) : JsonMaps.elements(schema, "enum");
    Set<Object> types = new LinkedHashSet<>();
    values.forEach(it -> types.add(typeOf(it)));
    if (types.contains("number")) {
      types.remove("integer");
    }
    if (!types.isEmpty()) {
      schema.put("type", types.size() == 1 ? types.iterator().next() : List.copyOf(types));
    }
  }

  /** The type of a value under construction. */
  static String typeOf(Object value) {
    return switch (value) {
      case Map<?, ?> map -> "object";
      case List<?> list -> "array";
      case String text -> "string";
      case Boolean bool -> "boolean";
      case Json json ->
          switch (json.kind()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case NUMBER -> isWhole(json.toString()) ? "integer" : "number";
            case BOOLEAN -> "boolean";
            case NULL -> "null";
          };
      default -> isWhole(value.toString()) ? "integer" : "number";
    };
  }

  private static boolean isWhole(String number) {
    return number.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
  }

  /** The types that a schema names. */
  static List<?> types(Map<?, ?> schema) {
    return switch (schema.get("type")) {
      case String one -> List.of(one);
      case List<?> some -> some;
      case null, default -> List.of();
    };
  }

  /** The only type besides null; empty if there is another one. */
  private static String only(Map<?, ?> schema) {
    List<?> types = types(schema).stream().filter(it -> !it.equals("null")).toList();
    return types.size() == 1 ? types.getFirst().toString() : "";
  }

  private static List<?> constants(Map<String, Object> schema) {
    return schema.containsKey("const")
        ? List.of(schema.get("const"))
        : JsonMaps.elements(schema, "enum");
  }

  /**
   * Whether all constants are doubles; generated Java does not compile with others
   * (openapi-generator 7.17).
   */
  private static boolean isDouble(Map<String, Object> schema) {
    List<?> values = constants(schema);
    return !values.isEmpty()
        && values.stream().allMatch(it -> number(it).filter(SchemaRules::isDouble).isPresent());
  }

  private static boolean isDouble(BigDecimal number) {
    double nearest = number.doubleValue();
    return Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(number) == 0;
  }

  private static boolean isInt(Map<String, Object> schema) {
    List<?> values = constants(schema);
    if (!values.isEmpty()) {
      return values.stream().allMatch(it -> number(it).filter(SchemaRules::fits).isPresent());
    }
    return bound(schema, "minimum", "exclusiveMinimum")
        && bound(schema, "maximum", "exclusiveMaximum");
  }

  private static boolean bound(Map<String, Object> schema, String... names) {
    for (String name : names) {
      @Nullable Object limit = schema.get(name);
      if (limit != null && number(limit).filter(SchemaRules::fits).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static boolean fits(BigDecimal number) {
    return number.compareTo(MIN_INT) >= 0 && number.compareTo(MAX_INT) <= 0;
  }

  private static Optional<BigDecimal> number(Object value) {
    return value instanceof Number
            || (value instanceof Json json && json.kind() == Json.Kind.NUMBER)
        ? Optional.of(new BigDecimal(value.toString()))
        : Optional.empty();
  }
}
