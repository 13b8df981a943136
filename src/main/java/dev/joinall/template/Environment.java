package dev.joinall.template;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${env.NAME}} and {@code ${secret.NAME}} in a declaration by environment variables
 * and by the contents of files in a directory. No problem contains their values.
 */
public final class Environment {
  /** The name follows a dot; a name with a dash or a dot is in brackets. */
  private static final Pattern NAME =
      Pattern.compile(
          "\\b(env|secret)(?:\\.(\\??)([A-Za-z_][A-Za-z0-9_]*)"
              + "|\\[(\\??)[\"']([A-Za-z0-9._-]+)[\"']])");

  /** A secret file often ends with a line break that is not part of the secret. */
  private static final Pattern LAST_LINE_BREAKS = Pattern.compile("[\\r\\n]+\\z");

  private final Map<String, String> variables;
  private final Map<String, String> secrets;

  public Environment(Map<String, String> variables) {
    this(variables, Map.of());
  }

  /**
   * @param variables the environment variables
   * @param secrets the secrets by name
   */
  public Environment(Map<String, String> variables, Map<String, String> secrets) {
    this.variables = Map.copyOf(variables);
    this.secrets = Map.copyOf(secrets);
  }

  public Tree expand(Tree tree, Problems problems) {
    return switch (tree) {
      case Tree.Scalar scalar -> expand(scalar, problems);
      case Tree.Sequence(var at, var path, var items) -> {
        List<Tree> expanded = new ArrayList<>();
        items.forEach(item -> expanded.add(expand(item, problems)));
        yield new Tree.Sequence(at, path, expanded);
      }
      case Tree.Mapping(var at, var path, var entries, var keys, var optional) -> {
        Map<String, Tree> expanded = new LinkedHashMap<>();
        entries.forEach((key, value) -> expanded.put(key, expand(value, problems)));
        yield new Tree.Mapping(at, path, expanded, keys, optional);
      }
    };
  }

  private Tree expand(Tree.Scalar scalar, Problems problems) {
    if (!(scalar.value() instanceof String text) || !text.contains("${")) {
      return scalar;
    }
    var symbols = new SymbolTable();
    symbols.group(SymbolTable.ENV);
    symbols.group(SymbolTable.SECRET);
    Map<Integer, String> values = new LinkedHashMap<>();
    Matcher mentioned = NAME.matcher(text);
    while (mentioned.find()) {
      String group = mentioned.group(1);
      boolean byMember = mentioned.group(3) != null;
      String name = byMember ? mentioned.group(3) : mentioned.group(5);
      boolean tolerated = !mentioned.group(byMember ? 2 : 4).isEmpty();
      Map<String, String> known = group.equals(SymbolTable.ENV) ? variables : secrets;
      Optional<String> value = Optional.ofNullable(known.get(name));
      if (value.isEmpty() && !tolerated) {
        missing(scalar, group, name, problems);
        return Tree.Scalar.fromEnvironment(scalar, "");
      }
      int slot = symbols.member(group, name, SymbolTable.Type.TEXT, false);
      value.ifPresent(it -> values.put(slot, LAST_LINE_BREAKS.matcher(it).replaceFirst("")));
    }
    return expand(scalar, symbols, values, problems);
  }

  private static void missing(Tree.Scalar scalar, String group, String name, Problems problems) {
    if (group.equals(SymbolTable.ENV)) {
      problems.add(
          scalar,
          "the environment variable " + name + " is not set",
          "set it, or write ${env.?" + name + ".orValue(\"...\")}");
    } else {
      problems.add(
          scalar,
          "there is no secret " + name,
          "a secret is a file of this name in the directory of JOINALL_SECRETS or --secrets");
    }
  }

  private static Tree expand(
      Tree.Scalar scalar, SymbolTable symbols, Map<Integer, String> values, Problems problems) {
    var own = new Problems();
    Template template = new Templates(symbols, own).compile((Tree) scalar);
    problems.addAll(own.all());
    var scope = new Scope(symbols.slots(), System::nanoTime, 0, Trace.NONE, Budget.standard());
    values.forEach((slot, value) -> scope.set(slot, Json.string(value)));
    try {
      return Tree.Scalar.fromEnvironment(scalar, own.isEmpty() ? template.text(scope) : "");
    } catch (InvalidExpression e) {
      problems.add(scalar, "this expression fails", "check the values of the variables");
      return Tree.Scalar.fromEnvironment(scalar, "");
    }
  }
}
