package dev.joinall.template;

import dev.joinall.config.Position;
import dev.joinall.config.Problems;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rewords the messages of the CEL compiler for the author of the file. Depends on their wording:
 * the specs fail if a new CEL release changes it.
 */
final class CelErrorText {
  private static final Pattern UNDEFINED_FIELD = Pattern.compile("undefined field '(.+)'");
  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '(.+?)' \\(in container ''\\)");
  private static final Pattern NO_OVERLOAD =
      Pattern.compile(
          "found no matching overload for '(.+?)' applied to '(.+?)'(?: \\(candidates.*)?");
  private static final Pattern NO_BINDING =
      Pattern.compile("^No matching overload for function '(.+?)'");
  private static final Pattern TOO_MUCH =
      Pattern.compile("recursion limit exceeded|size exceeds limit");
  private static final Pattern NO_MEMBERS =
      Pattern.compile("^type '(?:wrapper\\()?string\\)?' does not support field selection");
  private static final Pattern WORD_BEFORE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)$");

  private final String message;
  private final String hint;

  private CelErrorText(String message, String hint) {
    this.message = message;
    this.hint = hint;
  }

  /**
   * @param column of the error in the expression, from 0
   */
  CelErrorText(SymbolTable symbols, String expression, int column, String celMessage) {
    Matcher field = UNDEFINED_FIELD.matcher(celMessage);
    Matcher undeclared = UNDECLARED.matcher(celMessage);
    Matcher overload = NO_OVERLOAD.matcher(celMessage);
    if (field.find()) {
      String before = wordBefore(expression, column);
      CelErrorText unknown =
          symbols.groups().containsKey(before)
              ? unknownMember(symbols, before, field.group(1))
              : new CelErrorText(
                  "there is no member \"" + field.group(1) + "\" here",
                  Problems.suggest(field.group(1), OutcomeTypes.members(before)));
      message = unknown.message;
      hint = unknown.hint;
    } else if (undeclared.find() && isCall(expression, column)) {
      message = "there is no function \"" + undeclared.group(1) + "\"";
      hint = Functions.suggest(undeclared.group(1));
    } else if (undeclared.hasMatch()) {
      message = "\"" + undeclared.group(1) + "\" is not known here";
      hint = new NameHints(symbols).of(undeclared.group(1));
    } else if (celMessage.contains("'type(fault)'")) {
      message = "\"fault\" is not known here";
      hint = "it is known in fallback; elsewhere outcomes.x.fault is the fault of the task x";
    } else if (celMessage.contains("invalid argument to has()")) {
      message = "has(...) takes a member, such as has(a.b)";
      hint = "compare with null: a[\"b-c\"] != null";
    } else if (overload.find() && overload.group(2).contains("joinall.")) {
      String group = wordBefore(expression, column);
      message = "\"" + group + "\" is not a value";
      hint = "read a member of it, for example " + group + ".name or " + group + "[\"a-name\"]";
    } else if (overload.hasMatch()) {
      String name = overload.group(1);
      boolean asMethod = !overload.group(2).startsWith("(");
      message = "no \"" + name.replaceAll("[_@]", "") + "\" for " + types(overload.group(2));
      hint =
          Functions.hasOtherForm(name, asMethod)
              ? Functions.otherForm(name, asMethod)
              : comparesStatus(expression, column)
                  ? "the status of an outcome is a word, such as \"failed\"; that of HTTP is outcomes.x.code"
                  : conversion(name, overload.group(2));
    } else if (NO_MEMBERS.matcher(celMessage).find()) {
      message = "a text has no member";
      hint = "JSON in a text is read by as: json at the task, or by parseJson(...)";
    } else if (TOO_MUCH.matcher(celMessage).find()) {
      message = "this expression is too long, or nested too deeply";
      hint =
          "it has at most 250 levels and "
              + Language.MAX_CHARACTERS
              + " characters; let tasks (value:) compute parts of it";
    } else {
      message = SyntaxErrorText.message(expression, celMessage);
      hint = SyntaxErrorText.hint(expression);
    }
  }

  /** Whether the status of an outcome is an operand of the operator at this column. */
  private static boolean comparesStatus(String expression, int column) {
    return expression.substring(0, column).matches("(?s).*\\boutcomes\\S*\\.status\\s*")
        || expression.substring(column).matches("(?s)[=!<>]+\\s*outcomes\\S*\\.status\\b.*");
  }

  private static String conversion(String function, String types) {
    if (types.contains("outcome,")) {
      return "compare a member of it, for example outcomes.x.status == \"ok\"";
    }
    if (types.contains("fault,")) {
      return "compare a member of it, for example fault.type == \"timeout\"";
    }
    if (function.equals("@in") && types.contains("string")) {
      return "\"in\" looks into a list or an object; in a text it is text.contains(...)";
    }
    return OverloadHints.of(function, types(types));
  }

  private static String types(String types) {
    return types
        .replaceAll("wrapper\\((\\w+)\\)", "$1")
        .replace("google.protobuf.Timestamp", "date")
        .replace("google.protobuf.Duration", "duration")
        .replace("*error*", "unknown");
  }

  /** Rewords the message of CEL for a failed evaluation. */
  static String reason(@Nullable String celMessage) {
    String reason =
        String.valueOf(celMessage)
            .replaceFirst("^evaluation error at <input>:\\d+: ", "")
            .replaceFirst("^(?:[a-z]+\\.)+[A-Z]\\w*(?:Exception|Error): ", "");
    if (reason.equals("invalid duration format")) {
      return "not a duration: a number with a unit is one, such as 1h30m, 24h or 1.5s";
    }
    Matcher overload = NO_BINDING.matcher(reason);
    return overload.find()
        ? "\"" + overload.group(1).replace("_", "") + "\" does not take values of these types"
        : reason;
  }

  private static boolean isCall(String expression, int column) {
    return column < expression.length() && expression.charAt(column) == '(';
  }

  /**
   * Returns the column of the wrong word: the compiler reports the dot before a member, and the
   * parenthesis after a function.
   */
  static int column(String expression, int column) {
    if (column < expression.length() && expression.charAt(column) == '.') {
      return column + 1;
    }
    return isCall(expression, column) ? column - wordBefore(expression, column).length() : column;
  }

  static CelErrorText unknownMember(SymbolTable symbols, String group, String member) {
    String what =
        switch (group) {
          case SymbolTable.TASKS, SymbolTable.OUTCOMES -> "task";
          case SymbolTable.PATH -> "variable of the path";
          case SymbolTable.QUERY -> "query parameter";
          default -> group;
        };
    List<String> known = List.copyOf(symbols.membersOf(group).keySet());
    Optional<String> longer =
        known.stream()
            .filter(name -> name.startsWith(member + "-") || name.startsWith(member + "."))
            .findFirst();
    String hint =
        known.isEmpty() && !what.equals("task")
            ? "declare it under input: " + group + ":"
            : longer
                .map(name -> "read it as " + group + "[\"" + name + "\"]")
                .orElseGet(() -> Problems.suggest(member, known));
    return switch (group) {
      case SymbolTable.REQUEST ->
          new CelErrorText("\"request\" has no \"" + member + "\"", NameHints.ofRequest(member));
      case SymbolTable.CALLER -> new CelErrorText("\"caller\" has no \"" + member + "\"", hint);
      default -> new CelErrorText("there is no " + what + " \"" + member + "\"", hint);
    };
  }

  void to(Problems problems, Position at, String path) {
    problems.add(at, path, message, hint);
  }

  private static String wordBefore(String expression, int column) {
    Matcher word =
        WORD_BEFORE.matcher(expression.substring(0, Math.min(column, expression.length())));
    return word.find() ? word.group(1) : "";
  }
}
