package dev.joinall.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a syntax error of CEL. */
final class SyntaxErrorText {
  private static final Pattern UNEXPECTED =
      Pattern.compile("(?:mismatched|extraneous) input '(.+?)' expecting .*", Pattern.DOTALL);
  private static final Pattern ASSIGNMENT = Pattern.compile("[^=!<>]={1}(?!=)|===");
  private static final Pattern IF = Pattern.compile("\\bif\\s*\\(");
  private static final Pattern WORDS = Pattern.compile("\\b(and|or|not)\\b");

  private SyntaxErrorText() {}

  static String message(String expression, String celMessage) {
    Matcher unexpected = UNEXPECTED.matcher(celMessage);
    if (expression.isBlank()) {
      return "there is no expression between the braces";
    }
    if (celMessage.startsWith("token recognition error")) {
      return "this is not CEL";
    }
    if (!unexpected.matches()) {
      return celMessage;
    }
    return unexpected.group(1).equals("<EOF>")
        ? "the expression ends too early"
        : "\"" + unexpected.group(1) + "\" can't stand here";
  }

  /** Suggests the CEL syntax for the syntax of another language. */
  static String hint(String expression) {
    String code = expression.replaceAll("'[^']*'|\"[^\"]*\"", "''");
    if (IF.matcher(code).find()) {
      return "one of two values is written c ? a : b";
    }
    Matcher word = WORDS.matcher(code);
    if (code.contains("=>") || code.contains("->")) {
      return "a variable is named first: list.map(x, x.name)";
    } else if (ASSIGNMENT.matcher(code).find()) {
      return "two values are compared by ==";
    } else if (code.contains("??")) {
      return "write a.?b.orValue(c) for a value that may be missing";
    } else if (word.find()) {
      return switch (word.group(1)) {
        case "and" -> "and is written &&";
        case "or" -> "or is written ||";
        default -> "not is written !";
      };
    } else if (code.contains("?.")) {
      return "write a.?b for a member that may be missing";
    } else if (code.contains(":-")) {
      return "write ${env.?NAME.orValue(\"...\")} for a variable that may be missing";
    } else if (code.contains("|") && !code.contains("||")) {
      return "a function is called by its name, as in text.lowerAscii(); or is written ||";
    } else if (code.contains("`")) {
      return "a text is in quotes, as in \"a\" or 'a'";
    }
    return "an expression is written in CEL, the Common Expression Language";
  }
}
