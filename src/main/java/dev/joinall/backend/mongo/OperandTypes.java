package dev.joinall.backend.mongo;

import static dev.joinall.backend.mongo.TypeMismatch.wrong;

import dev.joinall.config.Tree;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** Finds operands that a server would always reject, or interpret differently. */
final class OperandTypes {
  private OperandTypes() {}

  static Optional<TypeMismatch> in(String operator, Tree tree, ValuePositions literals) {
    return switch (operator) {
      case "$exists" ->
          isText(tree, literals)
              ? wrong(tree, "true or false", "write it without quotes; any text counts as true")
              : Optional.empty();
      case "$size", "$inc", "$mul" ->
          isNumber(tree, literals)
              ? Optional.empty()
              : wrong(tree, "a number", "write it without quotes, or type: integer at the input");
      default -> Optional.empty();
    };
  }

  /** Reports mistakes in a constant pattern, in any dialect. */
  static Optional<TypeMismatch> pattern(Tree.Scalar tree) {
    String pattern = tree.text();
    if (pattern.matches("(?s)/\\^.*|/.*/[imsxu]+")) {
      return wrong(
          tree,
          "a pattern without slashes around it",
          "the slashes would be part of it; options are written $options: i");
    }
    try {
      var _ = java.util.regex.Pattern.compile(pattern);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      String why = e.getDescription();
      boolean certain =
          why.startsWith("Unclosed") || why.startsWith("Dangling") || why.startsWith("Unmatched");
      return certain ? wrong(tree, "a regular expression", why) : Optional.empty();
    }
  }

  private static boolean isText(Tree tree, ValuePositions literals) {
    return tree instanceof Tree.Scalar scalar
        && scalar.value() instanceof String
        && !literals.isComputed(scalar);
  }

  private static boolean isNumber(Tree tree, ValuePositions literals) {
    if (!(tree instanceof Tree.Scalar scalar)) {
      return false;
    }
    Template template = literals.templates().compile(scalar);
    return template instanceof Template.Constant
        ? scalar.value() instanceof Number
        : template instanceof Template.Computed && Templates.mayBeNumber(template);
  }
}
