package dev.joinall.template;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.ast.CelMutableExprConverter;
import dev.cel.common.navigation.CelNavigableMutableExpr;
import java.util.List;
import java.util.Set;

/**
 * Allows null as a value of every type. In CEL's type checker null has its own type, which matches
 * no other: {@code path.p == null} and {@code c ? path.p : null} would be errors. Before the check,
 * replaces null by {@code dyn(null)} in places that accept values of any type. Leaves null
 * unchanged as the argument of any other function, because no other function accepts it.
 */
final class NullLiterals {
  private static final Set<String> ANY_TYPE =
      Set.of("_==_", "_!=_", "_?_:_", "orValue", "in", "@in");

  private NullLiterals() {}

  static CelAbstractSyntaxTree typed(CelAbstractSyntaxTree parsed) {
    CelMutableAst ast = CelMutableAst.fromCelAst(parsed);
    List<CelNavigableMutableExpr> nodes = AstNodes.of(ast);
    List<CelMutableExpr> nulls =
        nodes.stream()
            .filter(NullLiterals::isNull)
            .filter(NullLiterals::mayBeAnything)
            .map(CelNavigableMutableExpr::expr)
            .toList();
    if (nulls.isEmpty()) {
      return parsed;
    }
    long next = AstNodes.maxId(nodes) + 1;
    for (CelMutableExpr expr : nulls) {
      // The call gets the position of the null in the text.
      expr.setCall(
          CelMutableCall.create("dyn", CelMutableExpr.ofConstant(next++, expr.constant())));
    }
    return CelAbstractSyntaxTree.newParsedAst(
        CelMutableExprConverter.fromMutableExpr(ast.expr()), parsed.getSource());
  }

  private static boolean isNull(CelNavigableMutableExpr node) {
    return node.getKind() == Kind.CONSTANT
        && node.expr().constant().getKind() == CelConstant.Kind.NULL_VALUE;
  }

  private static boolean mayBeAnything(CelNavigableMutableExpr node) {
    return node.parent()
        .map(parent ->
            switch (parent.getKind()) {
              case LIST, MAP, COMPREHENSION -> true;
              case CALL -> ANY_TYPE.contains(parent.expr().call().function());
              default -> false;
            })
        .orElse(false);
  }
}
