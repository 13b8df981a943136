package dev.joinall.explain;

import dev.joinall.config.InputConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.RouteConfig;
import dev.joinall.config.Tree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Warns of inputs that nothing reads: optional parameters, and a path none of whose variables is
 * read. A required parameter may be declared only for its check, and a second variable only for
 * readers of the URL, as in {@code /articles/{id}/{title}}.
 */
final class UnreadInputs implements Warnings.Check {
  private static final Pattern READ =
      Pattern.compile(
          "\\b(path|query|header)\\s*(?:\\.\\??\\s*([A-Za-z_]\\w*)|\\[\\??\\s*([\"'])(.+?)\\3\\s*])");

  @Override
  public void check(Explanation explanation, Problems found) {
    Set<String> read = read(explanation.config().where());
    InputConfig input = explanation.config().input();
    parameters("query", input.query(), read, found);
    parameters("header", input.header(), read, found);
    List<String> variables =
        explanation
            .config()
            .route()
            .filter(it -> it.rest().isEmpty()) // it may be there for every other path
            .map(RouteConfig::variables)
            .orElse(List.of());
    if (!variables.isEmpty() && variables.stream().noneMatch(it -> read.contains("path " + it))) {
      String first = variables.getFirst();
      found.add(
          explanation.config().where().placeOf("route"),
          "nothing reads {" + first + "}, so every path has the same answer",
          "read it as path." + first);
    }
  }

  private static void parameters(
      String group, Map<String, InputConfig.Parameter> declared, Set<String> read, Problems found) {
    declared.values().stream()
        .filter(it -> !it.required() && !read.contains(group + " " + it.name()))
        .forEach(it ->
            found.add(
                it.schema(),
                "nothing reads this input",
                "read it as " + reference(group, it.name()) + ", or remove it"));
  }

  private static String reference(String group, String name) {
    return name.matches("[A-Za-z_]\\w*") ? group + "." + name : group + "[\"" + name + "\"]";
  }

  /** The inputs that the texts of a tree name, in any notation. */
  private static Set<String> read(Tree tree) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    texts(tree)
        .forEach(text -> {
          Matcher matcher = READ.matcher(text);
          while (matcher.find()) {
            String name = matcher.group(2) == null ? matcher.group(4) : matcher.group(2);
            names.add(matcher.group(1) + " " + name);
          }
        });
    return names;
  }

  private static Stream<String> texts(Tree tree) {
    return switch (tree) {
      case Tree.Scalar scalar -> Stream.of(scalar.text());
      case Tree.Sequence sequence -> sequence.items().stream().flatMap(UnreadInputs::texts);
      case Tree.Mapping mapping ->
          Stream.concat(
              mapping.entries().keySet().stream(),
              mapping.entries().values().stream().flatMap(UnreadInputs::texts));
    };
  }
}
