package dev.joinall.template;

import dev.joinall.config.Position;
import dev.joinall.config.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the CEL compiler says of an expression, in words for the person who wrote the file. */
final class Complaint {
  private static final Pattern UNDEFINED_FIELD = Pattern.compile("undefined field '(.+)'");
  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '(.+?)' \\(in container ''\\)");
  private static final Pattern NO_OVERLOAD =
      Pattern.compile("found no matching overload for '(.+?)' applied to '(.+?)' \\(candidates.*");
  private static final Pattern WORD_BEFORE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)$");

  private final String message;
  private final String hint;

  private Complaint(String message, String hint) {
    this.message = message;
    this.hint = hint;
  }

  /**
   * @param column of the complaint within the expression, from 0
   */
  Complaint(Names names, String expression, int column, String said) {
    Matcher field = UNDEFINED_FIELD.matcher(said);
    Matcher undeclared = UNDECLARED.matcher(said);
    Matcher overload = NO_OVERLOAD.matcher(said);
    if (field.find()) {
      Complaint unknown = unknownMember(names, wordBefore(expression, column), field.group(1));
      message = unknown.message;
      hint = unknown.hint;
    } else if (undeclared.find()) {
      message = "\"" + undeclared.group(1) + "\" is not known here";
      hint = Problems.suggest(undeclared.group(1), known(names));
    } else if (overload.find()) {
      message = "no \"" + overload.group(1).replace("_", "") + "\" for " + overload.group(2);
      hint = "convert one side, for example by string(...), int(...) or double(...)";
    } else {
      message = said;
      hint = "an expression is written in CEL, the Common Expression Language";
    }
  }

  static Complaint unknownMember(Names names, String group, String member) {
    String what = group.equals(Names.TASKS) || group.equals(Names.OUTCOMES) ? "task" : group;
    List<String> known = List.copyOf(names.membersOf(group).keySet());
    String hint =
        known.isEmpty() && !what.equals("task")
            ? "declare it under input: " + group + ":"
            : Problems.suggest(member, known);
    return new Complaint("there is no " + what + " \"" + member + "\"", hint);
  }

  void to(Problems problems, Position at, String path) {
    problems.add(at, path, message, hint);
  }

  private static List<String> known(Names names) {
    List<String> known = new ArrayList<>(names.roots().keySet());
    known.addAll(names.groups().keySet());
    return known;
  }

  private static String wordBefore(String expression, int column) {
    Matcher word =
        WORD_BEFORE.matcher(expression.substring(0, Math.min(column, expression.length())));
    return word.find() ? word.group(1) : "";
  }
}
