package dev.joinall.backend.mongo;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compiles filters. The file determines the operators; expressions only provide values to compare
 * with. {@code {sku: "${path.sku}"}} becomes {@code {sku: {$eq: <value>}}}, so that a value that
 * looks like an operator is compared as data. Used at start-up.
 */
record Filters(ValuePositions literals) {
  private static final Set<String> CLAUSES = Set.of("$and", "$or", "$nor");
  private static final Set<String> BESIDE_FIELDS =
      Set.of("$and", "$or", "$nor", "$expr", "$text", "$comment", "$jsonSchema", "$where");
  private static final Set<String> OPERATORS =
      new TreeSet<>(
          Arrays.asList(
              ("$eq $ne $gt $gte $lt $lte $in $nin $all $regex $options $not $elemMatch $exists $type"
                      + " $size $mod $bitsAllClear $bitsAllSet $bitsAnyClear $bitsAnySet $geoWithin"
                      + " $geoIntersects $near $nearSphere $maxDistance $minDistance $and $or $nor"
                      + " $comment $expr $sampleRate")
                  .split(" ", -1)));
  private static final String EXAMPLE = "for example { sku: \"${path.sku}\" }";

  /** Conditions by field. */
  BsonTemplate filter(Tree tree) {
    return tree instanceof Tree.Mapping mapping
        ? ValuePositions.members(mapping, this::clause)
        : literals.wrong(tree, "a mapping of fields and conditions", EXAMPLE);
  }

  /** The condition on an element of an array: a filter, or only operators. */
  BsonTemplate element(Tree tree) {
    return tree instanceof Tree.Mapping mapping && hasOperators(mapping)
        ? ValuePositions.members(mapping, this::operator)
        : filter(tree);
  }

  BsonTemplate condition(Tree tree) {
    if (tree instanceof Tree.Mapping mapping && hasOperators(mapping)) {
      return ValuePositions.members(mapping, this::operator);
    }
    if (tree instanceof Tree.Mapping mapping) {
      checkNoDollars(mapping);
    }
    BsonTemplate value = literals.data(tree);
    return value instanceof BsonTemplate.Fixed ? value : value.under("$eq");
  }

  private BsonTemplate clause(String name, Tree tree) {
    if (CLAUSES.contains(name)) {
      return tree instanceof Tree.Sequence
          ? literals.list(tree, this::filter)
          : literals.wrong(tree, "a list of filters", "for example [{ a: 1 }, { b: 2 }]");
    }
    if (name.equals("$expr")) {
      return new Expressions(literals).structure(tree);
    }
    if (!name.startsWith("$")) {
      return condition(tree);
    }
    if (!BESIDE_FIELDS.contains(name)) {
      literals.problem(
          tree,
          "\"" + name + "\" is not an operator that stands beside fields",
          OPERATORS.contains(name)
              ? "it belongs under a field, for example { price: { " + name + ": 5 } }"
              : Problems.suggest(name, new TreeSet<>(BESIDE_FIELDS)));
    }
    return literals.plain(tree);
  }

  /** Reports {@code {price: {gte: 5}}}, which compares with a document that has the field gte. */
  private void checkNoDollars(Tree.Mapping mapping) {
    Set<String> names = mapping.entries().keySet();
    if (!names.isEmpty() && names.stream().allMatch(name -> OPERATORS.contains("$" + name))) {
      String first = names.iterator().next();
      literals.problem(
          mapping,
          "\"" + first + "\" is here the name of a field, and not an operator",
          "did you mean \"$" + first + "\"? A document to compare with is written { $eq: {...} }");
    }
  }

  private void checkOperator(String name, Tree tree) {
    if (!OPERATORS.contains(name) && !ExtendedJson.isKey(name)) {
      literals.problem(
          tree, "\"" + name + "\" is not an operator", Problems.suggest(name, OPERATORS));
    }
  }

  private BsonTemplate operator(String name, Tree tree) {
    checkOperator(name, tree);
    literals.checkOperand(name, tree);
    return switch (name) {
      case "$eq", "$ne", "$gt", "$gte", "$lt", "$lte" -> literals.data(tree);
      case "$in", "$nin" -> literals.list(tree, literals::data);
      case "$all" -> literals.list(tree, this::mandatory);
      case "$regex" -> literals.pattern(tree);
      case "$not" -> negated(tree);
      case "$elemMatch" -> element(tree);
      default -> CLAUSES.contains(name) ? clause(name, tree) : literals.plain(tree);
    };
  }

  /** An item of {@code $all}, for which MongoDB reads {@code {$elemMatch: ...}} as an operator. */
  private BsonTemplate mandatory(Tree tree) {
    return tree instanceof Tree.Mapping mapping && hasOperators(mapping)
        ? ValuePositions.members(mapping, this::operator)
        : literals.plain(tree);
  }

  private BsonTemplate negated(Tree tree) {
    return tree instanceof Tree.Mapping mapping
        ? ValuePositions.members(mapping, this::operator)
        : literals.wrong(tree, "a mapping of operators", "for example $not: { $gt: 5 }");
  }

  /**
   * Uses MongoDB's rule: the first key decides between operators and a document to compare with.
   */
  private static boolean hasOperators(Tree.Mapping mapping) {
    return mapping.entries().keySet().stream()
        .findFirst()
        .filter(k -> k.startsWith("$"))
        .isPresent();
  }
}
