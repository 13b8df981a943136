package dev.joinall.template;

import com.google.common.collect.ImmutableMap;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelReference;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One overload for all forms of numbers. The type checker distinguishes int, uint and double; at
 * run time they are all numbers, because JSON has one number type: 150.0 may arrive as 150. So each
 * function on numbers has one binding, and a checked expression is changed to call it.
 */
final class NumberOverloads {
  private static final String FORM = "(?:int64|uint64|double)";
  private static final String SHORT = "(?:int|uint|double)";
  private static final String OPERATOR =
      "add|subtract|multiply|divide|modulo|less|less_equals|greater|greater_equals";
  private static final String MATH =
      "math_(?:ceil|floor|round|trunc|isInf|isNaN|isFinite|abs|sign|sqrt)";

  /** Patterns of the checker's ids, and the id of the binding. */
  private static final Map<Pattern, String> RULES =
      ImmutableMap.of(
          Pattern.compile("(" + OPERATOR + ")_" + FORM + "(?:_" + FORM + ")?"), "$1_number",
          Pattern.compile("(negate)_" + FORM), "$1_number",
          Pattern.compile("(.+)@" + SHORT), "$1",
          Pattern.compile(FORM + "_to_(string|int64|uint64|double)"), "number_to_$1",
          Pattern.compile("(math_@(?:max|min))_" + SHORT), "$1_number",
          Pattern.compile("(math_@(?:max|min))_" + SHORT + "_" + SHORT), "$1_number_number",
          Pattern.compile("(" + MATH + ")_" + SHORT), "$1_number");

  private NumberOverloads() {}

  /** Returns the id of the binding for an id of the checker. */
  static String of(String id) {
    for (Map.Entry<Pattern, String> rule : RULES.entrySet()) {
      var matcher = rule.getKey().matcher(id);
      if (matcher.matches()) {
        return matcher.replaceFirst(rule.getValue());
      }
    }
    return id;
  }

  /** Returns the checked expression with calls of these bindings. */
  static CelAbstractSyntaxTree in(CelAbstractSyntaxTree checked) {
    ImmutableMap.Builder<Long, CelReference> references = ImmutableMap.builder();
    checked.getReferenceMap().forEach((id, reference) -> references.put(id, of(reference)));
    return CelAbstractSyntaxTree.newCheckedAst(
        checked.getExpr(), checked.getSource(), references.buildOrThrow(), checked.getTypeMap());
  }

  private static CelReference of(CelReference reference) {
    if (reference.overloadIds().isEmpty()) {
      return reference;
    }
    Set<String> ids = new LinkedHashSet<>();
    reference.overloadIds().forEach(id -> ids.add(of(id)));
    return CelReference.newBuilder().setName(reference.name()).addOverloadIds(ids).build();
  }
}
