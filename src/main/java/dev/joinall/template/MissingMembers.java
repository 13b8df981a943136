package dev.joinall.template;

import dev.cel.bundle.Cel;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.ast.CelMutableExpr.CelMutableSelect;
import dev.cel.common.navigation.CelNavigableMutableExpr;
import dev.cel.common.types.OptionalType;
import java.util.List;
import java.util.Optional;

/** Rewrites an expression so that a missing member or item is null, as in a response. */
final class MissingMembers {
  /** Returns the member of an object or the item of a list; null if it is missing. */
  static final String FUNCTION = "@part";

  private MissingMembers() {}

  static CelAbstractSyntaxTree asNull(Cel cel, CelAbstractSyntaxTree checked) {
    CelMutableAst ast = CelMutableAst.fromCelAst(checked);
    List<CelNavigableMutableExpr> nodes = AstNodes.of(ast);
    long id = AstNodes.maxId(nodes);
    boolean changed = false;
    for (CelNavigableMutableExpr node : nodes) {
      CelMutableExpr expr = node.expr();
      if (isMember(expr, checked)) {
        CelMutableSelect select = expr.select();
        CelMutableExpr name = CelMutableExpr.ofConstant(++id, CelConstant.ofValue(select.field()));
        expr.setCall(CelMutableCall.create(FUNCTION, select.operand(), name));
        changed = true;
      } else if (expr.getKind() == Kind.CALL && expr.call().function().equals("_[_]")) {
        expr.setCall(CelMutableCall.create(FUNCTION, expr.call().args()));
        changed = true;
      }
    }
    try {
      CelValidationResult again = cel.check(ast.toParsedAst(true));
      return changed && !again.hasError() ? again.getAst() : checked;
    } catch (CelValidationException e) {
      return checked;
    }
  }

  /**
   * Whether it is a member of a value, and not of a root such as {@code tasks}, or a qualified
   * name.
   */
  private static boolean isMember(CelMutableExpr expr, CelAbstractSyntaxTree checked) {
    return expr.getKind() == Kind.SELECT
        && !expr.select().testOnly()
        && checked.getReference(expr.id()).isEmpty()
        && Optional.ofNullable(checked.getTypeMap().get(expr.select().operand().id()))
            .filter(type -> !Language.isGroup(type) && !(type instanceof OptionalType))
            .isPresent();
  }
}
