package dev.joinall.backend.mongo;

import dev.joinall.config.Tree;
import java.util.Set;

/**
 * Filters: the operator's words decide what is asked, and expressions only fill in what to compare
 * with. {@code {sku: "${path.sku}"}} becomes {@code {sku: {$eq: <value>}}}, so that a value that
 * looks like an operator is compared as it is. Used at start-up.
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

  /** What an element of an array must meet: a filter, or operators by themselves. */
  BsonTemplate element(Tree tree) {
    return tree instanceof Tree.Mapping mapping && hasOperators(mapping)
        ? ValuePositions.members(mapping, this::operator)
        : filter(tree);
  }

  /** What a field must meet. */
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

  /** An item of {@code $all}, where MongoDB takes {@code {$elemMatch: ...}} for an operator. */
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

  /** As MongoDB tells operators from a document to compare with: by the first key. */
  private static boolean hasOperators(Tree.Mapping mapping) {
    return mapping.entries().keySet().stream()
        .findFirst()
        .filter(k -> k.startsWith("$"))
        .isPresent();
  }
}
