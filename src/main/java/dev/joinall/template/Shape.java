package dev.joinall.template;

import dev.joinall.config.Problems;
import dev.joinall.json.Json;
import dev.joinall.template.PathExpression.Element;
import dev.joinall.template.PathExpression.Member;
import dev.joinall.template.PathExpression.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The members that a JSON Schema declares, so that a misspelt one is a problem.
 *
 * @param type the only type of the value; empty if it has several or is unknown
 * @param items the shape of the items of a list; empty if unknown
 * @param closed whether there are no other members
 */
record Shape(String type, Map<String, Shape> members, Optional<Shape> items, boolean closed) {
  /** The shape of an unknown value. */
  static final Shape ANY = new Shape("", Map.of(), Optional.empty(), false);

  private static final String LIST = "array";
  private static final String OBJECT = "object";

  /** Nouns of the types without members, for messages. */
  private static final Map<String, String> SIMPLE =
      Map.of(
          "string", "a text", "integer", "a number", "number", "a number", "boolean", "a boolean");

  /** Keywords that can add members in ways that this class does not follow. */
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

  /**
   * A part of a path that can't exist, and a hint.
   *
   * @param noun the value that has no such part; empty for an object that does not declare the
   *     member
   */
  record Unknown(String noun, String part, String hint) {}

  Shape {
    members = Map.copyOf(members);
  }

  /**
   * The shape of a schema.
   *
   * @param closed whether members that the schema does not declare are dropped
   */
  static Shape of(Json schema, boolean closed) {
    Shape shape = of(schema, 0);
    return closed && !shape.members.isEmpty()
        ? new Shape(shape.type, shape.members, shape.items, true)
        : shape;
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
    Json type = schema.get("type");
    return new Shape(
        type != null && type.kind() == Json.Kind.STRING ? type.text() : "",
        members,
        Optional.ofNullable(items).map(it -> of(it, depth + 1)),
        additional != null && additional.equals(Json.FALSE));
  }

  /**
   * The first undeclared member of a path. If other members are allowed, only one with a name
   * similar to a declared one.
   */
  Optional<Unknown> unknown(List<Part> path) {
    Shape at = this;
    for (Part part : path) {
      Optional<Unknown> without = at.without(part);
      if (without.isPresent()) {
        return without;
      }
      switch (part) {
        case Member(String name) -> {
          Shape next = at.members.get(name);
          if (next == null) {
            return at.unknown(name);
          }
          at = next;
        }
        case Element(_) -> at = at.items.orElse(ANY);
      }
    }
    return Optional.empty();
  }

  /** The shape of the value of a path. */
  Shape at(List<Part> path) {
    Shape at = this;
    for (Part part : path) {
      at =
          switch (part) {
            case Member(String name) -> at.members.getOrDefault(name, ANY);
            case Element(_) -> at.items.orElse(ANY);
          };
    }
    return at;
  }

  /** The part, if no value of this type has it. */
  private Optional<Unknown> without(Part part) {
    return switch (part) {
      case Member(String name) when type.equals(LIST) ->
          Optional.of(
              new Unknown(
                  "a list",
                  name,
                  name.equals("length")
                      ? "its number of items is .size()"
                      : "each of its items is read by map: list.map(x, x." + name + ")"));
      case Member(String name) when SIMPLE.containsKey(type) ->
          Optional.of(new Unknown(Objects.requireNonNull(SIMPLE.get(type)), name, ""));
      case Element(int index) when type.equals(OBJECT) ->
          Optional.of(
              new Unknown(
                  "an object",
                  String.valueOf(index),
                  "it is one value and no list; a member is read by its name"));
      default -> Optional.empty();
    };
  }

  private Optional<Unknown> unknown(String name) {
    List<String> names = members.keySet().stream().sorted().toList();
    boolean isUnknown = closed || !Problems.nearest(name, names, 1).isEmpty();
    return isUnknown && !(closed && names.isEmpty())
        ? Optional.of(new Unknown("", name, Problems.suggest(name, names)))
        : Optional.empty();
  }
}
