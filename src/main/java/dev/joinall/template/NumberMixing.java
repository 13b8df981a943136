package dev.joinall.template;

import dev.cel.bundle.Cel;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelMutableAst;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.navigation.CelNavigableMutableExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks expressions that compare, choose or search numbers of different types: {@code n == 1.5},
 * {@code c ? 1 : 2.5}, {@code 1.0 in [1]}. CEL's type checker rejects an int in place of a double,
 * as it rejects a text. This class declares such an operand as a value of any type.
 */
final class NumberMixing {
  private static final Pattern NO_OVERLOAD =
      Pattern.compile(
          "found no matching overload for '(_==_|_!=_|@in|_\\?_:_|orValue|or|sets\\.\\w+)' applied to '(.*?)'"
              + "(?: \\(candidates.*)?",
          Pattern.DOTALL);

  private static final Pattern FORM =
      Pattern.compile("\\b(?:wrapper\\((?:int|uint|double)\\)|int|uint|double)");

  /** Far more than any expression in a file needs. */
  private static final int MAX_ROUNDS = 100;

  private NumberMixing() {}

  /** Checks the types of a parsed expression. */
  static CelValidationResult check(Cel cel, CelAbstractSyntaxTree parsed) {
    CelAbstractSyntaxTree ast = parsed;
    CelValidationResult checked = cel.check(ast);
    for (int i = 0; i < MAX_ROUNDS && checked.hasError(); i++) {
      Optional<CelAbstractSyntaxTree> mixed = mixed(ast, checked.getErrors());
      if (mixed.isEmpty()) {
        return checked;
      }
      ast = mixed.get();
      checked = cel.check(ast);
    }
    return checked;
  }

  /**
   * Returns the expression with the operands of one such place declared as any type; empty if there
   * is no such place.
   */
  private static Optional<CelAbstractSyntaxTree> mixed(
      CelAbstractSyntaxTree ast, List<CelIssue> errors) {
    for (CelIssue error : errors) {
      Matcher matcher = NO_OVERLOAD.matcher(error.getMessage());
      if (matcher.matches() && isMixed(matcher.group(1), matcher.group(2))) {
        CelMutableAst mutable = CelMutableAst.fromCelAst(ast);
        Optional<CelMutableExpr> place =
            AstNodes.of(mutable).stream()
                .map(CelNavigableMutableExpr::expr)
                .filter(it -> it.id() == error.getExprId())
                .findFirst();
        if (place.isPresent()) {
          declare(mutable, place.get().call(), matcher.group(1));
          return Optional.of(mutable.toParsedAst(true));
        }
      }
    }
    return Optional.empty();
  }

  private static void declare(CelMutableAst ast, CelMutableCall call, String function) {
    long id = 1 + AstNodes.maxId(AstNodes.of(ast));
    int index = function.equals("_?_:_") ? 1 : 0;
    CelMutableExpr operand = call.args().get(index);
    call.setArg(index, CelMutableExpr.ofCall(id, CelMutableCall.create("dyn", operand)));
  }

  /** Whether the types of the arguments differ only in the types of their numbers. */
  private static boolean isMixed(String function, String arguments) {
    String same = FORM.matcher(arguments).replaceAll("number");
    if (same.equals(arguments)) {
      return false;
    }
    List<String> types = types(same);
    return switch (function) {
      case "_==_", "_!=_", "sets.contains", "sets.equivalent", "sets.intersects" ->
          types.size() == 2 && types.get(0).equals(types.get(1));
      case "_?_:_" -> types.size() == 3 && types.get(1).equals(types.get(2));
      case "@in" -> types.size() == 2 && types.get(1).startsWith("list(" + types.get(0) + ")");
      default -> same.equals("optional_type(number).(number)");
    };
  }

  /** Splits {@code (int, list(int))} into its parts. */
  private static List<String> types(String arguments) {
    List<String> types = new ArrayList<>();
    int depth = 0;
    int from = 1;
    for (int i = 0; i < arguments.length(); i++) {
      char c = arguments.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if ((c == ',' && depth == 1) || (c == ')' && depth == 0)) {
        types.add(arguments.substring(from, i).strip());
        from = i + 1;
      }
    }
    return types;
  }
}
