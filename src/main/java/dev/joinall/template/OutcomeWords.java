package dev.joinall.template;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.joinall.config.FaultWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds comparisons of an outcome with a word that is none: they are never true. */
final class OutcomeWords {
  private static final List<String> STATUSES =
      List.of("ok", "absent", "fallback", "skipped", "failed", "cancelled");

  /** A word that is compared, and those that there are. */
  record Wrong(long expression, String word, String what, List<String> known) {}

  private OutcomeWords() {}

  static List<Wrong> in(CelAbstractSyntaxTree ast) {
    List<Wrong> wrong = new ArrayList<>();
    CelNavigableAst.fromAst(ast)
        .getRoot()
        .allNodes()
        .map(node -> node.expr())
        .filter(expr -> expr.getKind() == Kind.CALL && expr.call().args().size() == 2)
        .forEach(expr -> compared(ast, expr, wrong));
    return wrong;
  }

  private static void compared(CelAbstractSyntaxTree ast, CelExpr call, List<Wrong> wrong) {
    CelExpr a = call.call().args().get(0);
    CelExpr b = call.call().args().get(1);
    switch (call.call().function()) {
      case "_==_", "_!=_" -> {
        look(ast, a, List.of(b), wrong);
        look(ast, b, List.of(a), wrong);
      }
      case "@in" -> {
        if (b.getKind() == Kind.LIST) {
          look(ast, a, b.list().elements(), wrong);
        }
      }
      default -> {}
    }
  }

  private static void look(
      CelAbstractSyntaxTree ast, CelExpr member, List<CelExpr> others, List<Wrong> wrong) {
    if (member.getKind() != Kind.SELECT) {
      return;
    }
    @Nullable CelType of = ast.getType(member.select().operand().id()).orElse(null);
    String field = member.select().field();
    boolean isOutcome = is(of, OutcomeTypes.OUTCOME);
    boolean isStatus = isOutcome && field.equals("status");
    boolean isFault =
        (isOutcome && field.equals("fault"))
            || (is(of, OutcomeTypes.FAULT) && field.equals("type"));
    List<String> known = isStatus ? STATUSES : FaultWords.ALL;
    if (isStatus || isFault) {
      others.forEach(other ->
          text(other)
              .filter(word -> !known.contains(word))
              .ifPresent(word ->
                  wrong.add(new Wrong(other.id(), word, isStatus ? "outcome" : "fault", known))));
    }
  }

  private static boolean is(@Nullable CelType type, CelType wanted) {
    return type != null && type.name().equals(wanted.name());
  }

  private static Optional<String> text(CelExpr expr) {
    return expr.getKind() == Kind.CONSTANT
            && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? Optional.of(expr.constant().stringValue())
        : Optional.empty();
  }
}
