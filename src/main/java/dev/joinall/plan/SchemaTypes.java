package dev.joinall.plan;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The types of JSON Schema, and hints for their names in other languages. */
final class SchemaTypes {
  private static final List<String> TYPES =
      List.of("string", "integer", "number", "boolean", "array", "object", "null");

  private static final List<String> FORMATS = List.of("date", "date-time", "uuid", "email", "uri");

  private static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("int", "integer"),
          Map.entry("int32", "integer"),
          Map.entry("int64", "integer"),
          Map.entry("long", "integer"),
          Map.entry("float", "number"),
          Map.entry("double", "number"),
          Map.entry("decimal", "number"),
          Map.entry("bool", "boolean"),
          Map.entry("str", "string"),
          Map.entry("text", "string"),
          Map.entry("list", "array"),
          Map.entry("map", "object"),
          Map.entry("mapping", "object"));

  private SchemaTypes() {}

  static boolean isType(String word) {
    return TYPES.contains(word);
  }

  /**
   * A hint for a common mistake that makes a schema invalid.
   *
   * @param pointer the JSON Pointer to the mistake
   */
  static Optional<String> hint(String pointer, Tree at) {
    if (!(at instanceof Tree.Scalar scalar)) {
      return Optional.empty();
    }
    if (pointer.endsWith("/type")) {
      if (FORMATS.contains(scalar.text())) {
        return Optional.of("write type: string, format: " + scalar.text());
      }
      String other = OTHER_NAMES.get(scalar.text().toLowerCase(Locale.ROOT));
      return Optional.of(
          other == null
              ? Problems.suggest(scalar.text(), TYPES)
              : "did you mean \"" + other + "\"?");
    }
    return pointer.endsWith("/required") && scalar.value() instanceof Boolean
        ? Optional.of("the object lists its required members: required: [name]")
        : Optional.empty();
  }
}
