package dev.joinall.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code GET /products/{sku}}: a method and a path of fixed segments and variables. The last one
 * may be the rest of the path, {@code {path...}}.
 *
 * @param where its position in the file
 */
public record RouteConfig(Tree where, String method, List<Segment> segments) {
  private static final Set<String> METHODS =
      new LinkedHashSet<>(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
  private static final Pattern FORM = Pattern.compile("\\s*([A-Za-z]+)\\s+/(\\S*)\\s*");
  private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]*)}");
  private static final Pattern REST = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]*)\\.\\.\\.}");
  private static final Pattern FIXED = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@-]*");

  /** A longer path does not fit into the first line of a request. */
  private static final int MAX_LENGTH = 4_000;

  private static final String HINT = "for example route: GET /products/{sku}";

  public sealed interface Segment {}

  public record Fixed(String text) implements Segment {}

  public record Variable(String name) implements Segment {}

  /** The rest of the path, with the slashes between its segments; it may be empty. */
  public record Rest(String name) implements Segment {}

  public RouteConfig {
    segments = List.copyOf(segments);
  }

  /** Whether the method is safe (RFC 9110, 9.2.1). */
  public boolean safe() {
    return method.equals("GET");
  }

  public List<String> variables() {
    return segments.stream()
        .flatMap(segment ->
            switch (segment) {
              case Fixed fixed -> Stream.<String>empty();
              case Variable(String name) -> Stream.of(name);
              case Rest(String name) -> Stream.of(name);
            })
        .toList();
  }

  /** The variable that is the rest of the path. */
  public Optional<String> rest() {
    return segments.getLast() instanceof Rest(String name) ? Optional.of(name) : Optional.empty();
  }

  /** The route as written in the file: {@code GET /products/{sku}}. */
  public String text() {
    return segments.stream()
        .map(segment ->
            switch (segment) {
              case Fixed(String text) -> text;
              case Variable(String name) -> "{" + name + "}";
              case Rest(String name) -> "{" + name + "...}";
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
          METHODS.contains(parts.group(1).toUpperCase(Locale.ROOT))
              ? "write it in capital letters: " + parts.group(1).toUpperCase(Locale.ROOT)
              : "one of " + String.join(", ", METHODS));
      return Optional.empty();
    }
    List<Segment> segments = new ArrayList<>();
    for (String segment : parts.group(2).split("/", -1)) {
      segments.add(segment(segment, tree, problems));
    }
    var route = new RouteConfig(tree, parts.group(1), segments);
    if (segments.stream().limit(segments.size() - 1L).anyMatch(Rest.class::isInstance)) {
      problems.add(
          tree,
          "the rest of a path can't be followed by another part",
          "write {name} for one part, and {name...} at the end");
    }
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
    var rest = REST.matcher(text);
    if (rest.matches()) {
      return new Rest(rest.group(1));
    }
    if (isForeign(text)) {
      problems.add(
          tree,
          "\"" + text + "\" is no wildcard and no variable here",
          "{name} is one part of the path, and {name...} at the end is all the rest of it");
    } else if (!FIXED.matcher(text).matches()) {
      problems.add(
          tree,
          "\"" + text + "\" can't be a part of a path",
          "a part is a fixed text or one {variable}; {variable...} at the end is the rest");
    }
    return new Fixed(text);
  }

  /**
   * Whether the text is a wildcard or a variable in the syntax of other routers; in this one it
   * would be fixed text.
   */
  private static boolean isForeign(String text) {
    return text.indexOf('*') >= 0 || (text.length() > 1 && text.startsWith(":"));
  }
}
