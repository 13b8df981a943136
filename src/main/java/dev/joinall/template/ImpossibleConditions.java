package dev.joinall.template;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.joinall.config.Problems;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds conditions with the same value for every request: {@code n > 5 && n < 3} is never true,
 * {@code s != "a" || s != "b"} is always true, and an input with an enum of words never equals
 * another word.
 */
final class ImpossibleConditions {
  private static final String AND = "_&&_";
  private static final String OR = "_||_";

  private static final Map<String, String> OPPOSITE =
      Map.of("_<_", "_>_", "_<=_", "_>=_", "_>_", "_<_", "_>=_", "_<=_");

  private final CelAbstractSyntaxTree ast;
  private final SymbolTable symbols;
  private final List<Diagnostic> found = new ArrayList<>();

  private ImpossibleConditions(CelAbstractSyntaxTree ast, SymbolTable symbols) {
    this.ast = ast;
    this.symbols = symbols;
  }

  static List<Diagnostic> in(CelAbstractSyntaxTree ast, SymbolTable symbols) {
    var conditions = new ImpossibleConditions(ast, symbols);
    conditions.check();
    return conditions.found;
  }

  private void check() {
    for (CelNavigableExpr node : AstNodes.of(ast).toList()) {
      if (node.getKind() != Kind.CALL) {
        continue;
      }
      String function = node.expr().call().function();
      if (function.equals(AND) && !isPartOf(node, AND)) {
        check(node.expr(), AND, Test::of);
      } else if (function.equals(OR) && !isPartOf(node, OR)) {
        check(node.expr(), OR, Test::negated);
      } else if (function.equals("_==_") || function.equals("@in")) {
        checkEnumValues(node.expr());
      }
    }
  }

  private static boolean isPartOf(CelNavigableExpr node, String function) {
    return node.parent().filter(it -> AstNodes.isCall(it.expr(), function)).isPresent();
  }

  private interface Reading {
    Optional<Test> read(CelExpr comparison);
  }

  /** An "or" is always true if the opposites of its parts are never true together. */
  private void check(CelExpr chain, String function, Reading reading) {
    List<CelExpr> parts = new ArrayList<>();
    flatten(chain, function, parts);
    Map<ReferenceFinder.Path, PossibleValues> values = new HashMap<>();
    for (CelExpr part : parts) {
      reading
          .read(part)
          .ifPresent(it ->
              values
                  .computeIfAbsent(it.path(), path -> new PossibleValues())
                  .add(it.operator(), it.constant()));
    }
    values.forEach((path, allowed) -> {
      if (allowed.none()) {
        found.add(
            new Diagnostic(
                chain.id(),
                function.equals(AND)
                    ? "no value of " + path.text() + " fits, so this is never true"
                    : "any value of " + path.text() + " fits, so this is always true",
                function.equals(AND)
                    ? "write || if one of the conditions is enough"
                    : "write && if each of the conditions counts"));
      }
    });
  }

  private static void flatten(CelExpr expr, String function, List<CelExpr> parts) {
    if (AstNodes.isCall(expr, function)) {
      expr.call().args().forEach(it -> flatten(it, function, parts));
    } else {
      parts.add(expr);
    }
  }

  /** A comparison of a path with a constant. */
  private record Test(ReferenceFinder.Path path, String operator, Object constant) {
    static Optional<Test> of(CelExpr expr) {
      if (expr.getKind() != Kind.CALL || expr.call().args().size() != 2) {
        return Optional.empty();
      }
      String operator = expr.call().function();
      CelExpr a = expr.call().args().get(0);
      CelExpr b = expr.call().args().get(1);
      Optional<Test> straight = of(a, operator, b);
      return straight.isPresent() ? straight : of(b, OPPOSITE.getOrDefault(operator, operator), a);
    }

    private static Optional<Test> of(CelExpr path, String operator, CelExpr constant) {
      @Nullable Object value = ImpossibleConditions.constant(constant);
      boolean known =
          OPPOSITE.containsKey(operator) || operator.equals("_==_") || operator.equals("_!=_");
      return known && value != null
          ? ReferenceFinder.path(path, true).map(it -> new Test(it, operator, value))
          : Optional.empty();
    }

    /** Negates only inequality: the opposite of an order is not true of null. */
    static Optional<Test> negated(CelExpr expr) {
      return of(expr)
          .filter(it -> it.operator.equals("_!=_"))
          .map(it -> new Test(it.path, "_==_", it.constant));
    }
  }

  /** Reports an input that is compared with a word that its schema does not list. */
  private void checkEnumValues(CelExpr call) {
    CelExpr a = call.call().args().get(0);
    CelExpr b = call.call().args().get(1);
    if (b.getKind() == Kind.LIST) {
      b.list().elements().forEach(it -> checkEnumValue(a, it));
    } else {
      checkEnumValue(a, b);
      checkEnumValue(b, a);
    }
  }

  private void checkEnumValue(CelExpr path, CelExpr constant) {
    @Nullable Object value = constant(constant);
    if (!(value instanceof String text)) {
      return;
    }
    ReferenceFinder.path(path, true)
        .filter(it -> it.parts().size() == 1)
        .filter(it -> it.parts().getFirst() instanceof PathExpression.Member)
        .ifPresent(it -> {
          String name = ((PathExpression.Member) it.parts().getFirst()).name();
          List<String> words = symbols.enumValues(it.root(), name);
          if (!words.isEmpty() && !words.contains(text)) {
            found.add(
                new Diagnostic(
                    constant.id(),
                    "\"" + text + "\" is no value of " + it.text(),
                    Problems.suggest(text, words)));
          }
        });
  }

  private static @Nullable Object constant(CelExpr expr) {
    if (expr.getKind() != Kind.CONSTANT) {
      return null;
    }
    CelConstant constant = expr.constant();
    return switch (constant.getKind()) {
      case STRING_VALUE -> constant.stringValue();
      case BOOLEAN_VALUE -> constant.booleanValue();
      case INT64_VALUE -> BigDecimal.valueOf(constant.int64Value()).stripTrailingZeros();
      case DOUBLE_VALUE ->
          Double.isFinite(constant.doubleValue())
              ? new BigDecimal(constant.doubleValue()).stripTrailingZeros()
              : null;
      default -> null;
    };
  }
}
