package dev.joinall.template;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.navigation.CelNavigableMutableAst;
import dev.cel.common.navigation.CelNavigableMutableExpr;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The nodes of a syntax tree of CEL, and what they are. */
final class AstNodes {
  private AstNodes() {}

  static Stream<CelNavigableExpr> of(CelAbstractSyntaxTree ast) {
    return CelNavigableAst.fromAst(ast).getRoot().allNodes();
  }

  static Stream<CelExpr> expressions(CelAbstractSyntaxTree ast) {
    return of(ast).map(CelNavigableExpr::expr);
  }

  static List<CelNavigableMutableExpr> of(CelMutableAst ast) {
    return CelNavigableMutableAst.fromAst(ast).getRoot().allNodes().toList();
  }

  /** The highest id of these nodes, so that a new node can have a higher one. */
  static long maxId(List<CelNavigableMutableExpr> nodes) {
    return nodes.stream().mapToLong(CelNavigableMutableExpr::id).max().orElse(0);
  }

  static boolean isCall(CelExpr expr, String function) {
    return expr.getKind() == Kind.CALL && expr.call().function().equals(function);
  }

  static boolean isConstant(CelExpr expr, CelConstant.Kind kind) {
    return expr.getKind() == Kind.CONSTANT && expr.constant().getKind() == kind;
  }

  /** The text of a constant; empty for any other node. */
  static Optional<String> text(CelExpr expr) {
    return isConstant(expr, CelConstant.Kind.STRING_VALUE)
        ? Optional.of(expr.constant().stringValue())
        : Optional.empty();
  }
}
