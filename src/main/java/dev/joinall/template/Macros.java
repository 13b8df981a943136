package dev.joinall.template;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelIssue;
import dev.cel.common.Operator;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import java.util.List;
import java.util.Optional;

/**
 * The macros that are missing in CEL, and {@code sortBy}, whose function is declared in this
 * package.
 */
final class Macros {
  static final List<CelMacro> ALL =
      ImmutableList.<CelMacro>builder()
          .addAll(CelExtensions.lists().macros())
          .add(byKey("groupBy", KeyedFunctions.GROUP))
          .add(byKey("indexBy", KeyedFunctions.INDEX))
          .add(byKey("distinctBy", KeyedFunctions.DISTINCT))
          .add(CelMacro.newReceiverMacro("fold", 4, Macros::fold))
          .build();

  private Macros() {}

  /** {@code list.name(x, key)} calls the function with a list of pairs: the key of x, and x. */
  private static CelMacro byKey(String name, String function) {
    return CelMacro.newReceiverMacro(
        name,
        2,
        (factory, target, arguments) -> {
          CelExpr variable = arguments.get(0);
          if (variable.getKind() != Kind.IDENT) {
            return Optional.of(noName(factory, variable));
          }
          CelExpr pair = factory.newList(arguments.get(1), variable);
          CelExpr pairs =
              factory.fold(
                  variable.ident().name(),
                  target,
                  factory.getAccumulatorVarName(),
                  factory.newList(),
                  factory.newBoolLiteral(true),
                  factory.newGlobalCall(
                      Operator.ADD.getFunction(),
                      factory.newIdentifier(factory.getAccumulatorVarName()),
                      factory.newList(pair)),
                  factory.newIdentifier(factory.getAccumulatorVarName()));
          return Optional.of(factory.newGlobalCall(function, pairs));
        });
  }

  /** {@code list.fold(sum, 0, x, sum + x)}. */
  private static Optional<CelExpr> fold(
      CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
    CelExpr result = arguments.get(0);
    CelExpr variable = arguments.get(2);
    if (result.getKind() != Kind.IDENT || variable.getKind() != Kind.IDENT) {
      return Optional.of(noName(factory, result.getKind() == Kind.IDENT ? variable : result));
    }
    return Optional.of(
        factory.fold(
            variable.ident().name(),
            target,
            result.ident().name(),
            factory.newGlobalCall("dyn", arguments.get(1)),
            factory.newBoolLiteral(true),
            arguments.get(3),
            factory.newIdentifier(result.ident().name())));
  }

  private static CelExpr noName(CelMacroExprFactory factory, CelExpr at) {
    return factory.reportError(
        CelIssue.formatError(factory.getSourceLocation(at), "a name is required here"));
  }
}
