package dev.joinall.plan;

import dev.joinall.config.OptionalKeys;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.ExpressionTexts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The JSON Schema of a value that is written in the file: its members are known, and those that are
 * expressions may have any type.
 */
final class WrittenShape {
  private static final String TYPE = "type";

  private WrittenShape() {}

  static Json of(Tree written) {
    return Json.of(schema(written));
  }

  private static Map<String, Object> schema(Tree written) {
    return switch (written) {
      case Tree.Mapping mapping -> object(mapping);
      case Tree.Sequence sequence -> list(sequence.items());
      case Tree.Scalar scalar -> scalar(scalar);
    };
  }

  private static Map<String, Object> object(Tree.Mapping mapping) {
    Map<String, Object> members = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach((name, member) -> members.put(OptionalKeys.name(name), schema(member)));
    return Map.of(TYPE, "object", "properties", members, "additionalProperties", false);
  }

  /** The schema of a list. If its items differ, nothing is known of them. */
  private static Map<String, Object> list(List<Tree> items) {
    Set<Map<String, Object>> schemas =
        items.stream().map(WrittenShape::schema).collect(Collectors.toSet());
    return schemas.size() == 1
        ? Map.of(TYPE, "array", "items", schemas.iterator().next())
        : Map.of(TYPE, "array");
  }

  private static Map<String, Object> scalar(Tree.Scalar scalar) {
    return switch (scalar.value()) {
      case String text -> text(ExpressionTexts.in(text));
      case null, default -> Map.of();
    };
  }

  /** The schema of a text. A single expression may have any type. */
  private static Map<String, Object> text(ExpressionTexts parts) {
    boolean computed = parts.expressions().size() == 1 && parts.literal().isEmpty();
    return computed ? Map.of() : Map.of(TYPE, "string");
  }
}
