package dev.joinall.plan;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds contradictions in one valid JSON Schema: bounds that no value meets, keywords without
 * effect on the declared type, and required members that can't be present.
 */
record SchemaSense(Problems problems) {
  /** A keyword of one type has no effect on others. */
  private static final Map<String, String> TYPE_OF = new LinkedHashMap<>();

  private static final String TEXT = "string";
  private static final String NUMBER = "number";
  private static final String LIST = "array";
  private static final String OBJECT = "object";

  static {
    List.of("minLength", "maxLength", "pattern").forEach(it -> TYPE_OF.put(it, TEXT));
    List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
        .forEach(it -> TYPE_OF.put(it, NUMBER));
    List.of("minItems", "maxItems", "uniqueItems", "items").forEach(it -> TYPE_OF.put(it, LIST));
    List.of("properties", "additionalProperties", "minProperties", "maxProperties")
        .forEach(it -> TYPE_OF.put(it, OBJECT));
  }

  private static final Map<String, String> BOUNDS =
      Map.of(
          "minimum", "maximum",
          "minLength", "maxLength",
          "minItems", "maxItems",
          "minProperties", "maxProperties");

  void check(Tree.Mapping schema) {
    Set<String> types = types(schema);
    schema.entries().forEach((name, value) -> keyword(name, value, types));
    BOUNDS.forEach((minKey, maxKey) -> bounds(schema, minKey, maxKey));
    schema.get("enum").ifPresent(it -> enumValues(it, types));
    schema.get("required").ifPresent(it -> required(it, schema));
  }

  private static Set<String> types(Tree.Mapping schema) {
    Set<String> types = new HashSet<>();
    schema
        .get("type")
        .ifPresent(it -> {
          List<Tree> items = it instanceof Tree.Sequence list ? list.items() : List.of(it);
          items.forEach(type -> types.add(type instanceof Tree.Scalar scalar ? scalar.text() : ""));
        });
    if (types.remove("integer")) {
      types.add(NUMBER);
    }
    return types;
  }

  private void keyword(String name, Tree value, Set<String> types) {
    String type = TYPE_OF.get(name);
    if (type != null && !types.isEmpty() && !types.contains(type)) {
      problems.add(
          value,
          "\"" + name + "\" has no effect on the type " + String.join(", ", types),
          "it is for the type " + type);
    }
  }

  private void bounds(Tree.Mapping schema, String minKey, String maxKey) {
    Optional<BigDecimal> min = schema.get(minKey).flatMap(SchemaSense::number);
    Optional<BigDecimal> max = schema.get(maxKey).flatMap(SchemaSense::number);
    if (min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) > 0) {
      problems.add(
          schema.get(minKey).orElseThrow(),
          "no value fits: \"" + minKey + "\" is more than \"" + maxKey + "\"",
          "exchange the two");
    }
  }

  private static Optional<BigDecimal> number(Tree tree) {
    return tree instanceof Tree.Scalar scalar && scalar.value() instanceof Number number
        ? Optional.of(new BigDecimal(number.toString()))
        : Optional.empty();
  }

  private void enumValues(Tree values, Set<String> types) {
    if (types.isEmpty() || !(values instanceof Tree.Sequence list)) {
      return;
    }
    for (Tree item : list.items()) {
      if (!types.contains(type(item))) {
        problems.add(
            item,
            item.noun() + " is never of the type " + String.join(", ", types),
            type(item).equals(TEXT) ? "write it without quotes, or change the type" : "");
      }
    }
  }

  private static String type(Tree tree) {
    return switch (tree) {
      case Tree.Sequence _ -> LIST;
      case Tree.Mapping _ -> OBJECT;
      case Tree.Scalar scalar ->
          switch (scalar.value()) {
            case null -> "null";
            case Boolean _ -> "boolean";
            case Number _ -> NUMBER;
            default -> TEXT;
          };
    };
  }

  /** Reports a required member that is not declared: it is misspelt, or can't be present. */
  private void required(Tree required, Tree.Mapping schema) {
    if (!(required instanceof Tree.Sequence names)
        || !(schema.get("properties").orElse(null) instanceof Tree.Mapping properties)) {
      return;
    }
    Set<String> known = properties.entries().keySet();
    boolean closed =
        schema.get("additionalProperties").orElse(null) instanceof Tree.Scalar scalar
            && Boolean.FALSE.equals(scalar.value())
            && schema.get("patternProperties").isEmpty();
    for (Tree item : names.items()) {
      if (item instanceof Tree.Scalar name
          && !known.contains(name.text())
          && (closed || !Problems.nearest(name.text(), known, 1).isEmpty())) {
        problems.add(
            item,
            "the required member \"" + name.text() + "\" is not declared under properties",
            Problems.suggest(name.text(), known));
      }
    }
  }
}
