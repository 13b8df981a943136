package dev.joinall.template;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.ast.CelMutableExpr.CelMutableSelect;
import dev.cel.common.navigation.CelNavigableMutableExpr;
import dev.cel.common.values.NullValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Treats {@code query["page[number]"]} as a member, like {@code query.page}, so that it has a type
 * and is checked. Names of headers are case-insensitive.
 */
record IndexedNames(SymbolTable symbols) {
  /** Replaces {@code a.?b.?c}, where b may be null; CEL would fail. */
  static final String OPTIONAL_PART = "@optionalPart";

  private static final Set<String> CHAINED = Set.of("_?._", "_[?_]", OPTIONAL_PART);

  /** Returns the same expression with members in place of such indexes. */
  CelAbstractSyntaxTree in(CelAbstractSyntaxTree parsed) {
    CelMutableAst ast = CelMutableAst.fromCelAst(parsed);
    boolean changed = false;
    for (CelNavigableMutableExpr node : AstNodes.of(ast)) {
      changed |=
          switch (node.getKind()) {
            case CALL -> index(node);
            case SELECT -> select(node);
            default -> false;
          };
    }
    return changed ? present(ast).toParsedAst(true) : parsed;
  }

  /** Rewrites {@code has(query.a)} as {@code dyn(query.a) != null}: a missing input is null. */
  private CelMutableAst present(CelMutableAst ast) {
    List<CelNavigableMutableExpr> nodes = AstNodes.of(ast);
    long id = AstNodes.maxId(nodes);
    for (CelNavigableMutableExpr node : nodes) {
      if (node.getKind() == Kind.SELECT
          && node.expr().select().testOnly()
          && isInput(node.expr().select().operand(), node)) {
        CelMutableSelect select = node.expr().select();
        select.setTestOnly(false);
        CelMutableExpr member = CelMutableExpr.ofSelect(++id, select);
        CelMutableExpr any = CelMutableExpr.ofCall(++id, CelMutableCall.create("dyn", member));
        CelMutableExpr none =
            CelMutableExpr.ofConstant(++id, CelConstant.ofValue(NullValue.NULL_VALUE));
        node.expr().setCall(CelMutableCall.create("_!=_", any, none));
      }
    }
    return ast;
  }

  private boolean isInput(CelMutableExpr expr, CelNavigableMutableExpr node) {
    return isGroup(expr, node) && Variables.INPUTS.contains(expr.ident().name());
  }

  private boolean index(CelNavigableMutableExpr node) {
    CelMutableCall call = node.expr().call();
    if (isChained(call)) {
      node.expr().setCall(CelMutableCall.create(OPTIONAL_PART, call.args()));
      return true;
    }
    boolean isIndex = call.function().equals("_[_]");
    if ((!isIndex && !call.function().equals("_[?_]"))
        || call.args().size() != 2
        || !isGroup(call.args().get(0), node)) {
      return false;
    }
    Optional<String> name = text(call.args().get(1));
    if (name.isEmpty()) {
      return false;
    }
    CelMutableExpr group = call.args().get(0);
    String declared = declared(group.ident().name(), name.get());
    if (isIndex) {
      node.expr().setSelect(CelMutableSelect.create(group, declared));
    } else {
      call.args().get(1).setConstant(CelConstant.ofValue(declared));
      node.expr().setCall(CelMutableCall.create("_?._", call.args()));
    }
    return true;
  }

  /** Whether the call has the form {@code a.?b.?c}. */
  private static boolean isChained(CelMutableCall call) {
    return call.function().equals("_?._")
        && call.args().get(0).getKind() == Kind.CALL
        && CHAINED.contains(call.args().get(0).call().function());
  }

  private boolean select(CelNavigableMutableExpr node) {
    CelMutableSelect select = node.expr().select();
    if (!isInput(select.operand(), node)) {
      return false;
    }
    select.setField(declared(select.operand().ident().name(), select.field()));
    return true;
  }

  private String declared(String group, String name) {
    return group.equals(SymbolTable.HEADER)
        ? symbols.membersOf(group).keySet().stream()
            .filter(name::equalsIgnoreCase)
            .findFirst()
            .orElse(name)
        : name;
  }

  /** False for a variable of a comprehension that has the name of a group. */
  private boolean isGroup(CelMutableExpr expr, CelNavigableMutableExpr node) {
    if (expr.getKind() != Kind.IDENT || !symbols.groups().containsKey(expr.ident().name())) {
      return false;
    }
    String name = expr.ident().name();
    for (var parent = node.parent(); parent.isPresent(); parent = parent.get().parent()) {
      if (parent.get().getKind() == Kind.COMPREHENSION) {
        var loop = parent.get().expr().comprehension();
        if (name.equals(loop.iterVar())
            || name.equals(loop.iterVar2())
            || name.equals(loop.accuVar())) {
          return false;
        }
      }
    }
    return true;
  }

  private static Optional<String> text(CelMutableExpr expr) {
    return expr.getKind() == Kind.CONSTANT
            && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? Optional.of(expr.constant().stringValue())
        : Optional.empty();
  }
}
