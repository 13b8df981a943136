package dev.joinall.template;

import dev.cel.common.types.SimpleType;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.Optional;

/** Compiles a tree that must be a boolean, or one boolean expression. */
record ConditionCompiler(ExpressionCompiler expressions, Problems problems) {
  Condition compile(Tree tree) {
    if (tree instanceof Tree.Scalar scalar) {
      if (scalar.value() instanceof Boolean constant) {
        return new ConstantCondition(constant);
      }
      Placeholders.Code code = Placeholders.alone(scalar.text()).orElse(null);
      if (code != null) {
        Expression expression = expressions.compile(scalar, code, Optional.of(SimpleType.BOOL));
        if (expression.isConstant()) {
          return constant(expression);
        }
        return scope -> {
          Object value = expression.value(scope);
          try {
            return Condition.test(value, code.text());
          } catch (InvalidExpression e) {
            throw expression.attributed(e);
          }
        };
      }
    }
    problems.add(tree, "expected a condition, got " + tree.noun(), conditionHint(tree));
    return scope -> false;
  }

  private static String conditionHint(Tree tree) {
    if (tree instanceof Tree.Scalar scalar && scalar.value() instanceof String text) {
      if (text.equals("true") || text.equals("false")) {
        return "write " + text + " without quotes";
      }
      if (text.contains("${")) {
        return "write all of it within one ${...}";
      }
      if (!text.isBlank()) {
        return "a condition is an expression, such as \"${query.n > 1}\"";
      }
    }
    return "for example \"${path.n > 1}\"";
  }

  /** The checks of the expression report a constant error; if they do not, it fails at run time. */
  private static Condition constant(Expression expression) {
    try {
      Object value = expression.value(Scope.empty());
      return value instanceof Boolean it ? new ConstantCondition(it) : scope -> false;
    } catch (InvalidExpression e) {
      return scope -> {
        throw expression.attributed(e);
      };
    }
  }
}
