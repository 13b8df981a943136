package dev.joinall.template;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.Map;
import java.util.Set;

/**
 * Declares arithmetic for the type checker: each operator takes numbers of any two types. A
 * quotient is a double; any other result is a double if one of the operands is.
 */
final class NumberDeclarations {
  /** CEL's own overloads, which have another result type here. */
  static final Set<String> REPLACED = Set.of("divide_int64", "divide_uint64");

  private static final Map<String, CelType> FORMS =
      Map.of("int64", SimpleType.INT, "uint64", SimpleType.UINT, "double", SimpleType.DOUBLE);

  private static final Map<String, String> OPERATORS =
      Map.of("add", "_+_", "subtract", "_-_", "multiply", "_*_", "divide", "_/_", "modulo", "_%_");

  private NumberDeclarations() {}

  static void declare(FunctionTable table) {
    OPERATORS.forEach((operator, name) ->
        FORMS.forEach((a, first) ->
            FORMS.forEach((b, second) -> {
              String id = operator + "_" + (a.equals(b) ? a : a + "_" + b);
              if (!a.equals(b) || REPLACED.contains(id) || id.equals("modulo_double")) {
                table.declare(name, id, result(operator, first, second), first, second);
              }
            })));
    table.declare("-_", "negate_uint64", SimpleType.INT, SimpleType.UINT);
    for (String name : new String[] {"ceil", "floor", "round", "trunc"}) {
      table.declare("math." + name, "math_" + name + "_double", SimpleType.INT, SimpleType.DOUBLE);
      table.declare("math." + name, "math_" + name + "_int", SimpleType.INT, SimpleType.INT);
      table.declare("math." + name, "math_" + name + "_uint", SimpleType.INT, SimpleType.UINT);
    }
  }

  private static CelType result(String operator, CelType a, CelType b) {
    boolean isDouble = a.equals(SimpleType.DOUBLE) || b.equals(SimpleType.DOUBLE);
    return isDouble || operator.equals("divide") ? SimpleType.DOUBLE : SimpleType.INT;
  }
}
