package dev.joinall.backend.mongo;

import dev.joinall.config.Tree;

/**
 * Expressions of MongoDB's own, as they stand in stages and projections: what an expression of the
 * file gives is wrapped as {@code {$literal: <value>}}, so that no text of it is a field's path and
 * no object of it an operator. Used at start-up.
 */
record Expressions(ValuePositions literals) {

  BsonTemplate of(Tree tree) {
    return switch (tree) {
      case Tree.Scalar scalar -> {
        BsonTemplate value = literals.data(scalar);
        yield value instanceof BsonTemplate.Fixed ? value : value.under("$literal");
      }
      case Tree.Sequence sequence ->
          BsonTemplate.items(sequence.items().stream().map(this::of).toList());
      case Tree.Mapping mapping -> ValuePositions.members(mapping, this::member);
    };
  }

  /** The same, but not computed as a whole. */
  BsonTemplate structure(Tree tree) {
    return literals.isComputed(tree)
        ? literals.wrong(tree, "what the file itself says", "compute the values inside it")
        : of(tree);
  }

  /** Which fields {@code find} returns. */
  BsonTemplate projection(Tree tree) {
    return tree instanceof Tree.Mapping mapping
        ? ValuePositions.members(mapping, this::projected)
        : literals.wrong(tree, "a mapping of fields", "for example { _id: 0, name: 1 }");
  }

  private BsonTemplate projected(String field, Tree tree) {
    return tree instanceof Tree.Mapping mapping
        ? ValuePositions.members(mapping, this::projector)
        : of(tree);
  }

  private BsonTemplate projector(String name, Tree tree) {
    return switch (name) {
      case "$elemMatch" -> new Filters(literals).element(tree);
      case "$slice", "$meta" -> literals.plain(tree);
      default -> member(name, tree);
    };
  }

  private BsonTemplate member(String name, Tree tree) {
    return name.equals("$literal") ? literals.data(tree) : of(tree);
  }
}
