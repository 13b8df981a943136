package dev.joinall.template;

import java.util.Set;

/** Hints for operands and arguments of wrong types. */
final class OverloadHints {
  private static final String DEFAULT =
      "convert one side, for example by string(...), int(...) or double(...)";
  private static final Set<String> COMPARISONS =
      Set.of("_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_");

  private OverloadHints() {}

  /**
   * Returns a hint.
   *
   * @param function the name in CEL
   * @param types the types of the operands, as in messages
   */
  static String of(String function, String types) {
    boolean compares = COMPARISONS.contains(function);
    if (function.equals("!_")) {
      return "only true and false can be negated; a missing value is null: x == null";
    }
    if (compares && has(types, "bytes", "string")) {
      return "compare bytes as a text: hex(...) or base64(...)";
    }
    if (compares && has(types, "int", "string")) {
      return "a number is written without quotes; the number in a text is parseNumber(...)";
    }
    if (compares && has(types, "date", "string")) {
      return "a text becomes a date by date(...) or parseDate(...)";
    }
    if (function.equals("_?_:_")) {
      return "the part before ? must be true or false: compare it with something, for example == or >";
    }
    if (function.equals("contains") && types.startsWith("list")) {
      return "whether a list has an item is: item in list";
    }
    if ((function.equals("_+_") || function.equals("_-_"))
        && (has(types, "date", "int") || has(types, "date", "string"))) {
      return "add a duration, such as duration(\"24h\"), or write date.add(1, \"days\")";
    }
    if (function.equals("add") && types.startsWith("date.(string")) {
      return "for example date.add(1, \"days\")";
    }
    if (function.equals("date")) {
      return "a text in another form is read by parseDate(text, pattern)";
    }
    return !compares && !function.contains("_") && types.contains("double")
        ? "a whole number is expected, and a division may leave a fraction: int(...) truncates it"
        : DEFAULT;
  }

  /** Whether these are the types of the operands, in any order. */
  private static boolean has(String types, String a, String b) {
    return types.equals("(" + a + ", " + b + ")") || types.equals("(" + b + ", " + a + ")");
  }
}
