package dev.joinall.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Converts the error for a text that is not YAML to a problem. */
final class YamlErrors {
  private static final String STAR =
      "put a string that begins with * in quotes; *name is an alias, and needs &name before it";

  private static final Pattern UNQUOTED = Pattern.compile("[{\\[].*?[:,\\[] *[^\"'{}, ]*\\$\\{");

  private static final Pattern UNDEFINED =
      Pattern.compile("^(found undefined (?:alias|tag handle)) .*", Pattern.DOTALL);

  private static final Pattern FIRST_CHARACTER =
      Pattern.compile("^(found character '(.).*' that cannot start any token)\\..*");

  private YamlErrors() {}

  static void report(String text, MarkedYamlEngineException error, Problems problems) {
    Position at = error.getProblemMark().map(YamlBounds::position).orElse(Position.START);
    problems.add(at, "", "this is not YAML: " + message(error), hint(text, at, error));
  }

  /**
   * Returns the message without the name of an alias, because it may be the start of a password.
   */
  private static String message(MarkedYamlEngineException error) {
    String problem = error.getProblem();
    if (isInQuotes(error)) {
      return "a string in quotes has no end";
    }
    if (isAlias(error)) {
      return "an alias has no name";
    }
    Matcher first = FIRST_CHARACTER.matcher(problem);
    return first.matches() ? first.group(1) : UNDEFINED.matcher(problem).replaceFirst("$1");
  }

  private static String hint(String text, Position at, MarkedYamlEngineException error) {
    String problem = error.getProblem();
    String context = String.valueOf(error.getContext());
    String line = text.lines().skip(at.line() - 1L).findFirst().orElse("");
    Matcher first = FIRST_CHARACTER.matcher(problem);
    if (first.matches()) {
      return first.group(2).equals("\\")
          ? "indent with spaces; a tab is no indentation in YAML"
          : "put a string that begins with " + first.group(2) + " in quotes";
    }
    if (isAlias(error) || problem.contains("undefined alias")) {
      return STAR;
    }
    if (UNQUOTED.matcher(line).find()) {
      return "put an expression in quotes where braces are around it: \"${...}\"";
    }
    if (problem.startsWith("mapping values are not allowed") || problem.endsWith("but got :")) {
      return "put a string that contains \": \" in quotes, and look at the indentation";
    }
    Optional<Position> begun = error.getContextMark().map(YamlBounds::position);
    if (begun.isPresent() && isInQuotes(error)) {
      return "its first quote is in line " + begun.get().line();
    }
    if (problem.contains("expected <block end>")) {
      return "the keys of a mapping, and the items of a list, begin in one column; none of those"
          + " around this place begin in column "
          + at.column();
    }
    if (begun.isPresent() && context.contains("flow")) {
      return "look for the missing end of the bracket in line %d, column %d"
          .formatted(begun.get().line(), begun.get().column());
    }
    return "look at the indentation, the quotes and the brackets around this place";
  }

  private static boolean isAlias(MarkedYamlEngineException error) {
    return String.valueOf(error.getContext()).contains("alias");
  }

  private static boolean isInQuotes(MarkedYamlEngineException error) {
    return error.getProblem().contains("end of stream")
        && String.valueOf(error.getContext()).contains("quoted scalar");
  }
}
