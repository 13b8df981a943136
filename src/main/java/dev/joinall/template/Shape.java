package dev.joinall.template;

import dev.joinall.config.Problems;
import dev.joinall.json.Json;
import dev.joinall.template.PathExpression.Element;
import dev.joinall.template.PathExpression.Member;
import dev.joinall.template.PathExpression.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The members that a JSON Schema declares, so that a misspelt one is a problem.
 *
 * @param items of a list; empty if nothing is known of them
 * @param closed whether there are no other members
 */
record Shape(Map<String, Shape> members, Optional<Shape> items, boolean closed) {
  /** Nothing is known. */
  static final Shape ANY = new Shape(Map.of(), Optional.empty(), false);

  /** Keywords that add members in ways that are not followed here. */
  private static final Set<String> OTHERS =
      Set.of(
          "$ref",
          "$dynamicRef",
          "allOf",
          "anyOf",
          "oneOf",
          "if",
          "patternProperties",
          "dependentSchemas",
          "unevaluatedProperties");

  private static final int MAX_DEPTH = 20;

  /** A member that is not declared, and a hint. */
  record Unknown(String member, String hint) {}

  Shape {
    members = Map.copyOf(members);
  }

  /**
   * The shape of a schema.
   *
   * @param closed whether what the schema does not declare is dropped
   */
  static Shape of(Json schema, boolean closed) {
    Shape shape = of(schema, 0);
    return closed && !shape.members.isEmpty() ? new Shape(shape.members, shape.items, true) : shape;
  }

  private static Shape of(Json schema, int depth) {
    if (depth > MAX_DEPTH
        || schema.kind() != Json.Kind.OBJECT
        || OTHERS.stream().anyMatch(it -> schema.get(it) != null)) {
      return ANY;
    }
    Map<String, Shape> members = new LinkedHashMap<>();
    Json properties = schema.get("properties");
    if (properties != null && properties.kind() == Json.Kind.OBJECT) {
      properties.forEachMember((name, it) -> members.put(name, of(it, depth + 1)));
    }
    Json items = schema.get("items");
    Json additional = schema.get("additionalProperties");
    return new Shape(
        members,
        Optional.ofNullable(items).map(it -> of(it, depth + 1)),
        additional != null && additional.equals(Json.FALSE));
  }

  /**
   * The first member on a path that is not declared. Where others are allowed, only one that looks
   * like a declared one.
   */
  Optional<Unknown> unknown(List<Part> path) {
    Shape at = this;
    for (Part part : path) {
      switch (part) {
        case Member(String name) -> {
          Shape next = at.members.get(name);
          if (next == null) {
            return at.unknown(name);
          }
          at = next;
        }
        case Element(int index) -> at = at.items.orElse(ANY);
      }
    }
    return Optional.empty();
  }

  private Optional<Unknown> unknown(String name) {
    List<String> names = members.keySet().stream().sorted().toList();
    boolean told = closed || !Problems.nearest(name, names, 1).isEmpty();
    return told && !(closed && names.isEmpty())
        ? Optional.of(new Unknown(name, Problems.suggest(name, names)))
        : Optional.empty();
  }
}
