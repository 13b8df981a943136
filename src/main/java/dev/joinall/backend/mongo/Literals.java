package dev.joinall.backend.mongo;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * Places of a command where values go. Keys are what the operator wrote; what an expression gives
 * is a value and never a key or an operator. Used at start-up.
 */
record Literals(Templates templates) {

  Problems problems() {
    return templates.problems();
  }

  /** Where MongoDB takes everything for data, an object with a {@code $} key too. */
  Part data(Tree tree) {
    return value(tree, UnaryOperator.identity());
  }

  /** Where MongoDB might take an object for an operator: expressions must not give one. */
  Part plain(Tree tree) {
    return value(tree, Literals::withoutOperators);
  }

  /** A list, or an expression that gives one. */
  Part list(Tree tree, Function<Tree, Part> item) {
    return switch (tree) {
      case Tree.Sequence sequence -> Part.items(sequence.items().stream().map(item).toList());
      case Tree.Scalar scalar when isComputed(scalar) ->
          switch (item.apply(scalar)) {
            case Part.Computed(var value) -> new Part.Computed(scope -> list(value.apply(scope)));
            case Part other -> other;
          };
      default -> wrong(tree, "a list", "for example [a, b], or an expression that gives a list");
    };
  }

  /** A text in which MongoDB sees a pattern: what an expression gives stands for itself. */
  Part pattern(Tree tree) {
    if (!(tree instanceof Tree.Scalar)) {
      return wrong(tree, "a regular expression", "for example $regex: \"^${path.start}\"");
    }
    return switch (templates.compile(tree)) {
      case Template.Text(var parts) ->
          new Part.Computed(scope -> {
            var pattern = new StringBuilder();
            for (Template part : parts) {
              String text = part.text(scope);
              pattern.append(part instanceof Template.Constant ? text : Patterns.quote(text));
            }
            return text(pattern.toString());
          });
      case Template.Computed computed ->
          new Part.Computed(scope -> text(Patterns.quote(computed.text(scope))));
      case Template constant -> made(tree, constant, UnaryOperator.identity());
    };
  }

  boolean isComputed(Tree tree) {
    return tree instanceof Tree.Scalar && !(templates.compile(tree) instanceof Template.Constant);
  }

  /** Says what should be here instead. */
  Part wrong(Tree tree, String expected, String hint) {
    String found = isComputed(tree) ? "an expression" : tree.noun();
    problems().add(tree, "expected " + expected + ", got " + found, hint);
    return Part.EMPTY;
  }

  private Part value(Tree tree, UnaryOperator<BsonValue> check) {
    return switch (tree) {
      case Tree.Scalar scalar -> made(scalar, templates.compile(scalar), check);
      case Tree.Sequence(var at, var path, var items) ->
          Part.items(items.stream().map(item -> value(item, check)).toList());
      case Tree.Mapping mapping -> members(mapping, (name, member) -> value(member, check));
    };
  }

  /** Each member of a mapping, in written order. */
  static Part members(Tree.Mapping mapping, Place place) {
    Map<String, Part> parts = new LinkedHashMap<>();
    mapping.entries().forEach((name, member) -> parts.put(name, place.part(name, member)));
    return Part.members(parts);
  }

  /** What goes under a name. */
  @FunctionalInterface
  interface Place {
    Part part(String name, Tree value);
  }

  private Part made(Tree tree, Template template, UnaryOperator<BsonValue> check) {
    if (!(template instanceof Template.Constant(var json))) {
      return new Part.Computed(
          scope -> check.apply(BsonValues.of(template.value(scope), scope.budget())));
    }
    try {
      return new Part.Fixed(BsonValues.of(json));
    } catch (InvalidExpression e) {
      problems().add(tree, String.valueOf(e.getMessage()), "");
      return Part.EMPTY;
    }
  }

  private static BsonValue text(String text) {
    return BsonValues.of(text);
  }

  private static BsonValue list(BsonValue value) {
    if (!value.isArray()) {
      throw new InvalidExpression("a list must be here, the expression gives something else");
    }
    return value;
  }

  private static BsonValue withoutOperators(BsonValue value) {
    if (value.isArray()) {
      value.asArray().forEach(Literals::withoutOperators);
    } else if (value instanceof BsonDocument document) {
      document.forEach((name, member) -> {
        if (name.startsWith("$")) {
          throw new InvalidExpression(
              "an expression gives an object with the key \"" + name + "\", which can't be here");
        }
        withoutOperators(member);
      });
    }
    return value;
  }
}
