package dev.joinall.template;

import dev.joinall.config.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Suggests a replacement for a name that an expression does not know. */
record NameHints(SymbolTable symbols) {
  private static final String IN_ITEMS =
      "it is known in the call of a task with for-each, and not in for-each.in, when and fallback";

  private static final Map<String, String> HINTS =
      Map.ofEntries(
          Map.entry(SymbolTable.BODY, "declare it under input: body:"),
          Map.entry(
              SymbolTable.CALLER,
              "declare the callers at the top of the file: security: { callers: ... }"),
          Map.entry(
              SymbolTable.ENV,
              "the environment is for the backends only, for example their url and headers"),
          Map.entry(
              SymbolTable.SECRET,
              "secrets are for the backends and security only, for example their url and headers"),
          Map.entry(SymbolTable.WINNERS, "it is known in respond, when the join is decided"),
          Map.entry(SymbolTable.ITEM, IN_ITEMS),
          Map.entry(SymbolTable.INDEX, IN_ITEMS),
          Map.entry(SymbolTable.KEYS, "it is known in the call of a task with for-each and batch"),
          Map.entry("params", "it is path.x or query.x, as input declares it"),
          Map.entry("input", "it is path.x, query.x, header.x or body.x, as input declares it"),
          Map.entry("headers", "it is header[\"x-name\"], as input declares it"),
          Map.entry("value", "the value of the task x is tasks.x, also in its own expect"),
          Map.entry("result", "the value of the task x is tasks.x, also in its own expect"),
          Map.entry("this", "the value of the task x is tasks.x, also in its own expect"));

  private static final Set<String> NOTHING =
      Set.of("nil", "none", "None", "undefined", "Null", "NULL");

  String of(String name) {
    String known = HINTS.get(name);
    if (known != null && !symbols.groups().containsKey(name)) {
      return known;
    }
    if (NOTHING.contains(name)) {
      return "null stands for no value";
    }
    if (name.equals("True") || name.equals("False")) {
      return "write true or false";
    }
    if (symbols.groups().containsKey(SymbolTable.ENV)) {
      return "an environment variable is env." + name;
    }
    if (symbols.membersOf(SymbolTable.TASKS).containsKey(name)) {
      return "the value of that task is tasks." + name;
    }
    for (String group : List.of(SymbolTable.PATH, SymbolTable.QUERY, SymbolTable.HEADER)) {
      if (symbols.membersOf(group).containsKey(name)) {
        return "did you mean " + group + "." + name + "?";
      }
    }
    List<String> names = new ArrayList<>(symbols.roots().keySet());
    names.addAll(symbols.groups().keySet());
    return Problems.suggest(name, names);
  }

  /** Suggests a replacement for a member that the root {@code request} does not have. */
  static String ofRequest(String member) {
    return switch (member) {
      case "path", "params" -> "a variable of the path is path.x";
      case "query" -> "a parameter is query.x, as input declares it";
      case "headers", "header" -> "a header is header[\"x-name\"], as input declares it";
      case "body" -> "the body is body, as input declares it";
      default -> Problems.suggest(member, List.of("id", "time", "client"));
    };
  }
}
