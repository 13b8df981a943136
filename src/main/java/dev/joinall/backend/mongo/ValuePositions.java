package dev.joinall.backend.mongo;

import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;

/**
 * Positions of a command for values. Keys are constants of the file; the value of an expression is
 * never a key or an operator. Used at start-up.
 */
record ValuePositions(Templates templates) {

  void problem(Tree where, String message, String hint) {
    templates.problem(where, message, hint);
  }

  /** A position in which MongoDB reads everything as data, even an object with a {@code $} key. */
  BsonTemplate data(Tree tree) {
    return value(tree, UnaryOperator.identity());
  }

  /**
   * A position in which MongoDB could read an object as an operator. Rejects such values of
   * expressions.
   */
  BsonTemplate plain(Tree tree) {
    return value(tree, ValuePositions::withoutOperators);
  }

  /** A list, or an expression whose value is one. */
  BsonTemplate list(Tree tree, Function<Tree, BsonTemplate> item) {
    return switch (tree) {
      case Tree.Sequence sequence ->
          BsonTemplate.items(sequence.items().stream().map(item).toList());
      case Tree.Scalar scalar when isComputed(scalar) && !isList(scalar) ->
          wrong(
              tree,
              "a list",
              "for example [a, b], or an expression that gives a list, such as \"${[path.id]}\"");
      case Tree.Scalar scalar when isComputed(scalar) ->
          switch (item.apply(scalar)) {
            case BsonTemplate.Computed computed ->
                new BsonTemplate.Wrapped(computed, ValuePositions::list);
            case BsonTemplate other -> other;
          };
      default -> wrong(tree, "a list", "for example [a, b], or an expression that gives a list");
    };
  }

  /** A regular expression; values of expressions are quoted. */
  BsonTemplate pattern(Tree tree) {
    if (!(tree instanceof Tree.Scalar)) {
      return wrong(tree, "a regular expression", "for example $regex: \"^${path.start}\"");
    }
    Template template = templates.compile(tree);
    if (template instanceof Template.Constant && tree instanceof Tree.Scalar scalar) {
      OperandTypes.pattern(scalar).ifPresent(this::report);
    }
    return switch (template) {
      case Template.Text(var parts) ->
          new BsonTemplate.Computed(
              template,
              scope -> {
                var pattern = new StringBuilder();
                for (Template part : parts) {
                  String text = part.text(scope);
                  pattern.append(
                      part instanceof Template.Constant ? text : MongoPatterns.quote(text));
                }
                return text(pattern.toString());
              });
      case Template.Computed computed ->
          new BsonTemplate.Wrapped(
              new BsonTemplate.Computed(computed, scope -> quoted(computed.render(scope))),
              ValuePositions::present);
      case Template constant -> made(tree, constant, UnaryOperator.identity());
    };
  }

  private boolean isList(Tree tree) {
    return Templates.mayBeList(templates.compile(tree));
  }

  boolean isComputed(Tree tree) {
    return tree instanceof Tree.Scalar && !(templates.compile(tree) instanceof Template.Constant);
  }

  /** Reports an operand that the server would reject, or interpret differently. */
  void checkOperand(String operator, Tree tree) {
    OperandTypes.in(operator, tree, this).ifPresent(this::report);
  }

  void report(TypeMismatch part) {
    var _ = wrong(part.where(), part.expected(), part.hint());
  }

  /** Reports the expected type. */
  BsonTemplate wrong(Tree tree, String expected, String hint) {
    String found = isComputed(tree) ? "an expression" : tree.noun();
    problem(tree, "expected " + expected + ", got " + found, hint);
    return BsonTemplate.EMPTY;
  }

  private BsonTemplate value(Tree tree, UnaryOperator<BsonValue> check) {
    return switch (tree) {
      case Tree.Scalar scalar -> made(scalar, templates.compile(scalar), check);
      case Tree.Sequence(var at, var path, var items) ->
          BsonTemplate.items(items.stream().map(item -> value(item, check)).toList());
      case Tree.Mapping mapping -> members(mapping, (name, member) -> value(member, check));
    };
  }

  /** Compiles each member of a mapping, in declared order. */
  static BsonTemplate members(Tree.Mapping mapping, Place place) {
    Map<String, BsonTemplate> parts = new LinkedHashMap<>();
    mapping.entries().forEach((name, member) -> parts.put(name, place.part(name, member)));
    return BsonTemplate.members(parts, mapping.optional());
  }

  /** Compiles the value of one key. */
  @FunctionalInterface
  interface Place {
    BsonTemplate part(String name, Tree value);
  }

  private BsonTemplate made(Tree tree, Template template, UnaryOperator<BsonValue> check) {
    if (!(template instanceof Template.Constant(var json))) {
      return new BsonTemplate.Computed(
          template, scope -> check.apply(BsonValues.of(template.value(scope), scope.budget())));
    }
    try {
      return new BsonTemplate.Fixed(BsonValues.of(json));
    } catch (InvalidExpression e) {
      problem(tree, String.valueOf(e.getMessage()), "");
      return BsonTemplate.EMPTY;
    }
  }

  private static BsonValue quoted(Json value) {
    return value.isNull() ? BsonNull.VALUE : text(MongoPatterns.quote(value.text()));
  }

  private static BsonValue present(BsonValue pattern) {
    if (pattern.isNull()) {
      throw new InvalidExpression("a null is no pattern; a key that ends with ? is omitted");
    }
    return pattern;
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
      value.asArray().forEach(ValuePositions::withoutOperators);
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
