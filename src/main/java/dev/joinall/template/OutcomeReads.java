package dev.joinall.template;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.CelType;
import dev.joinall.template.PathExpression.Member;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds reads of an outcome that are always null: a header by a name in capital letters, the items
 * of a task without {@code for-each}, the status of a backend that has none.
 */
final class OutcomeReads {
  private OutcomeReads() {}

  static List<Diagnostic> in(CelAbstractSyntaxTree ast, SymbolTable symbols) {
    return AstNodes.expressions(ast)
        .flatMap(it -> Stream.concat(member(it, symbols).stream(), header(it, ast).stream()))
        .toList();
  }

  private static Optional<Diagnostic> member(CelExpr expr, SymbolTable symbols) {
    return ReferenceFinder.path(expr, true)
        .filter(path -> path.root().equals(SymbolTable.OUTCOMES) && path.parts().size() == 2)
        .flatMap(path ->
            path.parts().get(0) instanceof Member(String task)
                    && path.parts().get(1) instanceof Member(String member)
                ? symbols
                    .outcome(task)
                    .whyNull(member)
                    .map(why ->
                        new Diagnostic(
                            expr.id(),
                            "\"" + member + "\" of outcomes." + task + " is always null",
                            why))
                : Optional.empty());
  }

  private static Optional<Diagnostic> header(CelExpr expr, CelAbstractSyntaxTree ast) {
    if (expr.getKind() != Kind.CALL || expr.call().args().size() != 2) {
      return Optional.empty();
    }
    CelExpr a = expr.call().args().get(0);
    CelExpr b = expr.call().args().get(1);
    return switch (expr.call().function()) {
      case "_[_]", "_[?_]" -> isHeaders(a, ast) ? header(b) : Optional.empty();
      case "@in" -> isHeaders(b, ast) ? header(a) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isHeaders(CelExpr expr, CelAbstractSyntaxTree ast) {
    return expr.getKind() == Kind.SELECT
        && expr.select().field().equals("headers")
        && ast.getType(expr.select().operand().id())
            .map(CelType::name)
            .filter(OutcomeTypes.OUTCOME.name()::equals)
            .isPresent();
  }

  private static Optional<Diagnostic> header(CelExpr name) {
    return AstNodes.text(name)
        .filter(it -> !it.equals(it.toLowerCase(Locale.ROOT)))
        .map(it ->
            new Diagnostic(
                name.id(),
                "no header of an outcome is named \"" + it + "\"",
                "their names are in lower case: headers[\"" + it.toLowerCase(Locale.ROOT) + "\"]"));
  }
}
