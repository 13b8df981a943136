package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.RouteConfig;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.template.ExpressionTexts;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Warns of a variable that is written as in a shell or a route, such as {@code $id} or <code>{id}
 * </code>, in a path, a command or a filter, where it is a text. In pipelines a dollar sign names a
 * field.
 */
final class OtherNotations implements Warnings.Check {
  private static final List<String> PATHS =
      List.of("get", "head", "post", "put", "patch", "delete");
  private static final String ESCAPED = "$$";
  private static final String ROOTS = "\\$((?:path|query|header|body|item)\\.[A-Za-z_]\\w*)";

  @Override
  public void look(Explanation explanation, Problems found) {
    List<String> variables =
        explanation.config().route().map(RouteConfig::variables).orElse(List.of());
    for (TaskConfig task : explanation.config().tasks().values()) {
      if (task.where() instanceof Tree.Mapping written && task.backend().isPresent()) {
        look(written, variables, found);
      }
    }
  }

  private static void look(Tree.Mapping task, List<String> variables, Problems found) {
    String names = variables.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    Pattern anywhere =
        variables.isEmpty() ? roots() : Pattern.compile(ROOTS + "|\\$(" + names + ")\\b");
    Pattern inCommand =
        variables.isEmpty()
            ? roots()
            : Pattern.compile(ROOTS + "|\\$(" + names + ")\\b|\\{(" + names + ")}");
    PATHS.forEach(key -> task.get(key).ifPresent(it -> find(it, anywhere, found)));
    if (task.get("command").orElse(null) instanceof Tree.Sequence words) {
      // Beside an expression, braces are a hash tag of a cluster: "{cart}:${path.cart}".
      words.items().forEach(it -> find(it, hasExpression(it) ? anywhere : inCommand, found));
    }
    task.get("filter")
        .ifPresent(it -> filter(it, Pattern.compile("^(?:" + inCommand + ")$"), found));
  }

  private static boolean hasExpression(Tree word) {
    return word instanceof Tree.Scalar scalar
        && !ExpressionTexts.in(scalar.text()).expressions().isEmpty();
  }

  private static Pattern roots() {
    return Pattern.compile(ROOTS);
  }

  private static void filter(Tree tree, Pattern whole, Problems found) {
    switch (tree) {
      case Tree.Scalar _ -> find(tree, whole, found);
      case Tree.Sequence sequence -> sequence.items().forEach(it -> filter(it, whole, found));
      case Tree.Mapping mapping ->
          mapping
              .entries()
              .forEach((name, value) -> {
                if (!name.equals("$expr")) {
                  filter(value, whole, found);
                }
              });
    }
  }

  private static void find(Tree tree, Pattern pattern, Problems found) {
    if (!(tree instanceof Tree.Scalar scalar)
        || !(scalar.value() instanceof String text)
        || text.contains(ESCAPED)) {
      return;
    }
    Matcher matcher = pattern.matcher(ExpressionTexts.in(text).literal());
    if (matcher.find()) {
      String name = null;
      for (int i = 1; i <= matcher.groupCount() && name == null; i++) {
        name = matcher.group(i) == null ? null : (i == 1 ? "" : "path.") + matcher.group(i);
      }
      found.add(
          tree,
          "this is the text " + matcher.group() + ", and not a value",
          "write ${" + name + "}");
    }
  }
}
