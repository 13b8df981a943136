package dev.joinall.explain;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Warns of texts that contain the name of a value without <code>${}</code>. */
record UnmarkedNames(AggregationConfig config, Problems found) {
  /** An expression within quotes that would be part of the text. */
  private static final Pattern QUOTED = Pattern.compile("'(\\$\\{[^{}']*})'");

  /** A whole text such as {@code tasks.a.name}, or one within the marks of another tool. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?:@?\\{ ?|\\$\\.?|<%= ?|)(path|query|header|body|tasks|outcomes)\\.([A-Za-z_]\\w*)"
              + "(?:[.\\[][^\\s{}]*)?(?: ?}| ?%>)?");

  void in(Tree tree) {
    tree.scalars().forEach(this::name);
  }

  /** The same check, but it ignores the marks of other tools, which may have a meaning there. */
  void withoutMarks(Tree tree) {
    tree.scalars().filter(UnmarkedNames::hasNoMark).forEach(this::name);
  }

  private static boolean hasNoMark(Tree.Scalar scalar) {
    return Character.isLetter(scalar.text().isEmpty() ? ' ' : scalar.text().charAt(0))
        || QUOTED.matcher(scalar.text()).matches();
  }

  void inSegments(Tree path) {
    if (!(path instanceof Tree.Scalar scalar)) {
      return;
    }
    for (String segment : scalar.text().split("/", -1)) {
      Matcher matcher = NAME.matcher(segment);
      if (!segment.contains("$") && isKnown(matcher)) {
        report(scalar, "this has the text " + segment, matcher);
      }
    }
  }

  private void name(Tree.Scalar scalar) {
    if (!(scalar.value() instanceof String)) {
      return;
    }
    Matcher quoted = QUOTED.matcher(scalar.text());
    if (quoted.matches()) {
      found.add(
          scalar,
          "the quotes around the expression are part of the text",
          "write " + quoted.group(1));
    }
    Matcher matcher = NAME.matcher(scalar.text().strip());
    if (isKnown(matcher)) {
      report(scalar, "this is the text " + scalar.onOneLine(), matcher);
    }
  }

  private void report(Tree where, String fact, Matcher name) {
    found.add(
        where, fact + ", and not a value", "write ${" + name.group(1) + "." + name.group(2) + "}");
  }

  private boolean isKnown(Matcher name) {
    return name.matches() && known(name.group(1)).contains(name.group(2));
  }

  private Set<String> known(String root) {
    return switch (root) {
      case "path" ->
          config
              .route()
              .map(it -> Set.copyOf(it.variables()))
              .orElseGet(() -> config.input().path().keySet());
      case "query" -> config.input().query().keySet();
      case "header" -> config.input().header().keySet();
      case "tasks", "outcomes" -> config.tasks().keySet();
      default ->
          config
              .input()
              .body()
              .flatMap(it -> it.get("properties"))
              .filter(Tree.Mapping.class::isInstance)
              .map(it -> ((Tree.Mapping) it).entries().keySet())
              .orElse(Set.of());
    };
  }
}
