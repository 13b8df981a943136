package dev.joinall.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code GET /products/{sku}}: a method and a path of fixed segments and variables.
 *
 * @param where its position in the file
 */
public record RouteConfig(Tree where, String method, List<Segment> segments) {
  private static final Set<String> METHODS =
      new LinkedHashSet<>(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
  private static final Pattern FORM = Pattern.compile("\\s*([A-Za-z]+)\\s+/(\\S*)\\s*");
  private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]*)}");
  private static final Pattern FIXED = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@-]*");

  /** A longer path does not fit into the first line of a request. */
  private static final int MAX_LENGTH = 4_000;

  private static final String HINT = "for example route: GET /products/{sku}";

  public sealed interface Segment {}

  public record Fixed(String text) implements Segment {}

  public record Variable(String name) implements Segment {}

  public RouteConfig {
    segments = List.copyOf(segments);
  }

  /** Whether the method is safe (RFC 9110, 9.2.1). */
  public boolean safe() {
    return method.equals("GET");
  }

  public List<String> variables() {
    return segments.stream()
        .filter(Variable.class::isInstance)
        .map(segment -> ((Variable) segment).name())
        .toList();
  }

  /** As written in the file: {@code GET /products/{sku}}. */
  public String text() {
    return segments.stream()
        .map(segment ->
            switch (segment) {
              case Fixed(String text) -> text;
              case Variable(String name) -> "{" + name + "}";
            })
        .collect(Collectors.joining("/", method + " /", ""));
  }

  static Optional<RouteConfig> read(Tree tree, String text, Problems problems) {
    if (text.length() > MAX_LENGTH) {
      problems.add(tree, "a route has at most " + MAX_LENGTH + " characters", HINT);
      return Optional.empty();
    }
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      problems.add(tree, "a route is a method and a path", HINT);
      return Optional.empty();
    }
    if (!METHODS.contains(parts.group(1))) {
      problems.add(
          tree,
          "\"" + parts.group(1) + "\" is not a method of a route",
          "one of " + String.join(", ", METHODS));
      return Optional.empty();
    }
    List<Segment> segments = new ArrayList<>();
    for (String segment : parts.group(2).split("/", -1)) {
      segments.add(segment(segment, tree, problems));
    }
    var route = new RouteConfig(tree, parts.group(1), segments);
    if (Set.copyOf(route.variables()).size() < route.variables().size()) {
      problems.add(tree, "the path names a variable twice", "give each its own name");
    }
    return Optional.of(route);
  }

  private static Segment segment(String text, Tree tree, Problems problems) {
    var variable = VARIABLE.matcher(text);
    if (variable.matches()) {
      return new Variable(variable.group(1));
    }
    if (!FIXED.matcher(text).matches()) {
      problems.add(
          tree,
          "\"" + text + "\" can't be a part of a path",
          "a part is a fixed text or one {variable}");
    }
    return new Fixed(text);
  }
}
