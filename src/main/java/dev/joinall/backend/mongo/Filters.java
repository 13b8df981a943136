package dev.joinall.backend.mongo;

import dev.joinall.config.Tree;
import java.util.Set;

/**
 * Compiles filters. The file determines the operators; expressions only provide values to compare
 * with. {@code {sku: "${path.sku}"}} becomes {@code {sku: {$eq: <value>}}}, so that a value that
 * looks like an operator is compared as data. Used at start-up.
 */
record Filters(ValuePositions literals) {
  private static final Set<String> CLAUSES = Set.of("$and", "$or", "$nor");
  private static final String EXAMPLE = "for example { sku: \"${path.sku}\" }";

  /** Conditions by field. */
  BsonTemplate filter(Tree tree) {
    return tree instanceof Tree.Mapping mapping
        ? ValuePositions.members(mapping, this::clause)
        : literals.wrong(tree, "a mapping of fields and conditions", EXAMPLE);
  }

  /** The condition on an element of an array: a filter, or operators alone. */
  BsonTemplate element(Tree tree) {
    return tree instanceof Tree.Mapping mapping && hasOperators(mapping)
        ? ValuePositions.members(mapping, this::operator)
        : filter(tree);
  }

  /** The condition on a field. */
  BsonTemplate condition(Tree tree) {
    if (tree instanceof Tree.Mapping mapping && hasOperators(mapping)) {
      return ValuePositions.members(mapping, this::operator);
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
    return name.startsWith("$") ? literals.plain(tree) : condition(tree);
  }

  private BsonTemplate operator(String name, Tree tree) {
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

  /** An item of {@code $all}, where MongoDB reads {@code {$elemMatch: ...}} as an operator. */
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
