package dev.joinall.backend.mongo;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonArray;
import org.bson.BsonDocument;

/**
 * Compiles updates. Operators and fields are constants of the file; only values may be expressions.
 * A value that MongoDB could read as a modifier or a condition is wrapped. Used at start-up.
 */
record Updates(ValuePositions literals) {
  private static final Set<String> OPERATORS =
      new TreeSet<>(
          Arrays.asList(
              ("$set $setOnInsert $unset $inc $mul $min $max $rename $currentDate $push $addToSet"
                      + " $pull $pullAll $pop $bit")
                  .split(" ", -1)));

  private static final String EXAMPLE = "for example { $set: { status: \"${body.status}\" } }";

  /** A mapping of update operators, or a pipeline. */
  BsonTemplate update(Tree tree) {
    if (tree instanceof Tree.Sequence) {
      return new Pipelines(literals).pipeline(tree);
    }
    boolean operators =
        tree instanceof Tree.Mapping mapping
            && !mapping.entries().isEmpty()
            && mapping.entries().keySet().stream().allMatch(name -> name.startsWith("$"));
    return operators && tree instanceof Tree.Mapping mapping
        ? ValuePositions.members(mapping, this::fields)
        : wrong(tree);
  }

  private BsonTemplate wrong(Tree tree) {
    if (tree instanceof Tree.Mapping mapping && !mapping.entries().isEmpty()) {
      String field =
          mapping.entries().keySet().stream()
              .filter(name -> !name.startsWith("$"))
              .findFirst()
              .orElseThrow();
      literals.problem(tree, "\"" + field + "\" is a field, and no operator of updates", EXAMPLE);
      return BsonTemplate.EMPTY;
    }
    return literals.wrong(tree, "a mapping of update operators, or a pipeline", EXAMPLE);
  }

  private BsonTemplate fields(String operator, Tree tree) {
    if (!OPERATORS.contains(operator)) {
      literals.problem(
          tree,
          "\"" + operator + "\" is not an operator of updates",
          Problems.suggest(operator, OPERATORS));
    }
    return tree instanceof Tree.Mapping mapping
        ? ValuePositions.members(mapping, (field, value) -> value(operator, value))
        : literals.wrong(tree, "a mapping of fields", EXAMPLE);
  }

  private BsonTemplate value(String operator, Tree tree) {
    literals.checkOperand(operator, tree);
    return switch (operator) {
      case "$set", "$setOnInsert" -> literals.data(tree);
      case "$push", "$addToSet" -> added(tree);
      case "$pullAll" -> literals.list(tree, literals::data);
      case "$pull" ->
          tree instanceof Tree.Mapping ? new Filters(literals).element(tree) : pulled(tree);
      case "$rename" -> new Expressions(literals).structure(tree);
      default -> literals.plain(tree);
    };
  }

  /** Wraps a computed value in {@code $each}, in which MongoDB reads no modifiers. */
  private BsonTemplate added(Tree tree) {
    if (tree instanceof Tree.Mapping mapping && mapping.entries().containsKey("$each")) {
      return ValuePositions.members(
          mapping,
          (name, value) ->
              name.equals("$each") ? literals.list(value, literals::data) : literals.plain(value));
    }
    BsonTemplate value = literals.data(tree);
    return value instanceof BsonTemplate.Fixed
        ? value
        : new BsonTemplate.Wrapped(
            value, it -> new BsonDocument("$each", new BsonArray(List.of(it))));
  }

  private BsonTemplate pulled(Tree tree) {
    return new Filters(literals).condition(tree);
  }
}
