package dev.joinall.backend.mongo;

import dev.joinall.config.Tree;
import java.util.HashSet;
import java.util.Set;

/**
 * MongoDB's own expressions, as in stages and projections. Values of the file's expressions are
 * wrapped as {@code {$literal: <value>}}, so that MongoDB reads no string as a field path and no
 * object as an operator. Used at start-up.
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

  /** A structure whose members may be expressions, but which is not computed as a whole. */
  BsonTemplate structure(Tree tree) {
    return literals.isComputed(tree)
        ? literals.wrong(tree, "a constant", "compute the values inside it")
        : of(tree);
  }

  /** The projection of {@code find}. */
  BsonTemplate projection(Tree tree) {
    if (tree instanceof Tree.Mapping mapping) {
      checkMixed(mapping);
    }
    return tree instanceof Tree.Mapping mapping
        ? ValuePositions.members(mapping, this::projected)
        : literals.wrong(tree, "a mapping of fields", "for example { _id: 0, name: 1 }");
  }

  /** Reports a mixed projection, which MongoDB rejects (error 31254), except for {@code _id}. */
  private void checkMixed(Tree.Mapping mapping) {
    Set<Boolean> flags = new HashSet<>();
    mapping
        .entries()
        .forEach((field, value) -> {
          if (!field.equals("_id") && value instanceof Tree.Scalar scalar) {
            Object written = scalar.value();
            if (written instanceof Boolean it) {
              flags.add(it);
            } else if (written instanceof Long number) {
              flags.add(number != 0);
            }
          }
        });
    if (flags.size() > 1) {
      literals.problem(
          mapping,
          "a projection names the fields to return or those to omit, not both",
          "write 1 at each, or 0 at each; _id alone may be different");
    }
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
