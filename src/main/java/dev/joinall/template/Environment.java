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
 * Replaces {@code ${env.NAME}} in a backend's declaration by environment variables. No problem
 * shows their values, which may be secrets.
 */
public final class Environment {
  private static final Pattern NAME = Pattern.compile("env\\.\\??([A-Za-z_][A-Za-z0-9_]*)");

  /** A secret that was read from a file often ends with a line break that is not part of it. */
  private static final Pattern LAST_LINE_BREAKS = Pattern.compile("[\\r\\n]+\\z");

  private final Map<String, String> variables;

  public Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
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
    Map<Integer, String> values = new LinkedHashMap<>();
    Matcher mentioned = NAME.matcher(text);
    while (mentioned.find()) {
      String name = mentioned.group(1);
      boolean tolerated = mentioned.group().contains("?");
      Optional<String> value = Optional.ofNullable(variables.get(name));
      if (value.isEmpty() && !tolerated) {
        problems.add(
            scalar,
            "the environment variable " + name + " is not set",
            "set it, or write ${env.?" + name + ".orValue(\"...\")}");
        return Tree.Scalar.fromEnvironment(scalar, "");
      }
      int slot = symbols.member(SymbolTable.ENV, name, SymbolTable.Type.TEXT, false);
      value.ifPresent(it -> values.put(slot, LAST_LINE_BREAKS.matcher(it).replaceFirst("")));
    }
    return expand(scalar, symbols, values, problems);
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
