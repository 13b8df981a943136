package dev.joinall.web;

import dev.joinall.config.RouteConfig;
import dev.joinall.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the plan of a request by its path, segment by segment. A fixed segment has precedence over
 * a variable, and a variable over the rest of a path. Immutable and thread-safe.
 */
final class Router {
  private final Node root = new Node();

  /** The result of matching the path of a request. */
  sealed interface Match {}

  /**
   * The plan, and the path's variables in the order of the route.
   *
   * @param variables still percent-encoded
   */
  record Found(Served route, List<String> variables) implements Match {
    Plan plan() {
      return route.plan();
    }
  }

  /** The file has the path, but not with this method. */
  record OtherMethods(Set<String> allowed) implements Match {}

  record Nothing() implements Match {}

  private static final class Node {
    private final Map<String, Node> fixed = new HashMap<>();
    private @Nullable Node variable;
    private @Nullable Node rest;
    private final Map<String, Served> plans = new HashMap<>();
  }

  /**
   * One route as it is served.
   *
   * @param vary names the request headers that can change its answers
   * @param cors for pages of other origins
   */
  record Served(Plan plan, String vary, Optional<Cors> cors, RouteStage.Next stages) {}

  Router(List<Served> routes) {
    routes.forEach(this::add);
  }

  private void add(Served served) {
    served.plan().route().ifPresent(route -> add(route, served));
  }

  private void add(RouteConfig route, Served served) {
    Node node = root;
    for (RouteConfig.Segment segment : route.segments()) {
      node =
          switch (segment) {
            case RouteConfig.Fixed(String text) ->
                node.fixed.computeIfAbsent(text, it -> new Node());
            case RouteConfig.Variable variable -> variableOf(node);
            case RouteConfig.Rest rest -> restOf(node);
          };
    }
    node.plans.put(route.method(), served);
  }

  private static Node variableOf(Node node) {
    Node variable = node.variable;
    if (variable == null) {
      variable = new Node();
      node.variable = variable;
    }
    return variable;
  }

  private static Node restOf(Node node) {
    Node rest = node.rest;
    if (rest == null) {
      rest = new Node();
      node.rest = rest;
    }
    return rest;
  }

  /**
   * Finds the plan.
   *
   * @param path raw, beginning with a slash
   */
  Match match(String method, String path) {
    var search = new Search(method.equals("HEAD") ? "GET" : method, path);
    Served found = search.from(root, 1);
    if (found != null) {
      return new Found(found, search.variables);
    }
    return search.allowed.isEmpty() ? new Nothing() : new OtherMethods(search.allowed);
  }

  /** One search through the tree. It backtracks if the path matches but the method does not. */
  private static final class Search {
    private final String method;
    private final String path;
    private final List<String> variables = new ArrayList<>(4);
    private Set<String> allowed = Set.of();

    Search(String method, String path) {
      this.method = method;
      this.path = path;
    }

    private @Nullable Served from(Node node, int from) {
      if (from > path.length()) {
        return planOf(node);
      }
      int slash = path.indexOf('/', from);
      int end = slash < 0 ? path.length() : slash;
      String segment = path.substring(from, end);
      Node fixed = node.fixed.get(segment);
      Served found = fixed == null ? null : from(fixed, end + 1);
      if (found == null && !segment.isEmpty()) {
        found = variable(node.variable, segment, end + 1);
      }
      return found == null ? variable(node.rest, path.substring(from), path.length() + 1) : found;
    }

    private @Nullable Served variable(@Nullable Node node, String value, int from) {
      if (node == null) {
        return null;
      }
      variables.add(value);
      Served found = from(node, from);
      if (found == null) {
        variables.removeLast();
      }
      return found;
    }

    private @Nullable Served planOf(Node node) {
      Served served = node.plans.get(method);
      if (served == null && !node.plans.isEmpty()) {
        allowed = new TreeSet<>(allowed);
        allowed.addAll(node.plans.keySet());
        if (allowed.contains("GET")) {
          allowed.add("HEAD");
        }
      }
      return served;
    }
  }
}
