package dev.joinall.template;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.CelType;
import dev.joinall.config.FaultWords;
import dev.joinall.config.Problems;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds comparisons of an outcome with a word that it never has: an unknown word, or a status with
 * which this task never ends.
 */
final class OutcomeWords {
  private static final List<String> STATUSES =
      List.of("ok", "absent", "fallback", "skipped", "failed", "cancelled");

  private static final int MIN_CODE = 100;
  private static final int MAX_CODE = 599;

  private final CelAbstractSyntaxTree ast;
  private final SymbolTable symbols;
  private final List<Diagnostic> wrong = new ArrayList<>();

  private OutcomeWords(CelAbstractSyntaxTree ast, SymbolTable symbols) {
    this.ast = ast;
    this.symbols = symbols;
  }

  static List<Diagnostic> in(CelAbstractSyntaxTree ast, SymbolTable symbols) {
    var words = new OutcomeWords(ast, symbols);
    AstNodes.expressions(ast)
        .filter(expr -> expr.getKind() == Kind.CALL && expr.call().args().size() == 2)
        .forEach(words::compared);
    return words.wrong;
  }

  private void compared(CelExpr call) {
    CelExpr a = call.call().args().get(0);
    CelExpr b = call.call().args().get(1);
    switch (call.call().function()) {
      case "_==_", "_!=_" -> {
        compare(a, List.of(b));
        compare(b, List.of(a));
      }
      case "@in" -> {
        if (b.getKind() == Kind.LIST) {
          compare(a, b.list().elements());
        }
      }
      default -> {}
    }
  }

  private void compare(CelExpr member, List<CelExpr> others) {
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
    if (field.equals("code") && isOutcome) {
      others.forEach(this::code);
    }
    if (isStatus) {
      others.stream().filter(OutcomeWords::isNull).forEach(this::never);
    }
    if (isStatus || isFault) {
      OutcomeFacts facts = isStatus ? factsOf(member) : OutcomeFacts.NONE;
      others.forEach(
          other -> AstNodes.text(other).ifPresent(word -> checkWord(other, word, isStatus, facts)));
    }
  }

  private void checkWord(CelExpr written, String word, boolean isStatus, OutcomeFacts facts) {
    List<String> known = isStatus ? STATUSES : FaultWords.ALL;
    if (!known.contains(word)) {
      wrong.add(
          new Diagnostic(
              written.id(),
              "\"" + word + "\" is no " + (isStatus ? "outcome" : "fault"),
              isStatus && word.matches("[1-5][0-9]{2}")
                  ? "the status of HTTP is its code, for example outcomes.x.code == " + word
                  : Problems.suggest(word, known)));
    } else {
      facts
          .whyNever(word)
          .ifPresent(why ->
              wrong.add(
                  new Diagnostic(written.id(), "this task never ends as \"" + word + "\"", why)));
    }
  }

  private void code(CelExpr written) {
    if (AstNodes.isConstant(written, CelConstant.Kind.INT64_VALUE)) {
      long code = written.constant().int64Value();
      if (code < MIN_CODE || code > MAX_CODE) {
        wrong.add(
            new Diagnostic(written.id(), code + " is no HTTP status", "for example code == 404"));
      }
    }
  }

  private void never(CelExpr written) {
    wrong.add(
        new Diagnostic(
            written.id(),
            "the status of an outcome is never null",
            "tasks.?x.hasValue() is true if the task has a value"));
  }

  /** Matches the form that {@link NullLiterals} writes. */
  private static boolean isNull(CelExpr expr) {
    return AstNodes.isCall(expr, "dyn")
        && AstNodes.isConstant(expr.call().args().getFirst(), CelConstant.Kind.NULL_VALUE);
  }

  /** Returns the facts of the task whose outcome has this member; none for an item of a list. */
  private OutcomeFacts factsOf(CelExpr member) {
    return ReferenceFinder.path(member, true)
        .filter(path -> path.root().equals(SymbolTable.OUTCOMES) && path.parts().size() == 2)
        .filter(path -> path.parts().getFirst() instanceof PathExpression.Member)
        .map(path -> symbols.outcome(((PathExpression.Member) path.parts().getFirst()).name()))
        .orElse(OutcomeFacts.NONE);
  }

  private static boolean is(@Nullable CelType type, CelType wanted) {
    return type != null && type.name().equals(wanted.name());
  }
}
