package dev.joinall.web;

import dev.joinall.config.RouteConfig;
import dev.joinall.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the plan of a request by its path, segment for segment; a fixed segment wins over a
 * variable one. Immutable and thread-safe.
 */
final class Router {
  private final Node root = new Node();

  /** What stands for a request's path. */
  sealed interface Match {}

  /**
   * The plan, and the path's variables in the order of the route, as they were sent.
   *
   * @param variables still percent-encoded
   */
  record Found(Plan plan, List<String> variables) implements Match {}

  record OtherMethods(Set<String> allowed) implements Match {}

  record Nothing() implements Match {}

  private static final class Node {
    private final Map<String, Node> fixed = new HashMap<>();
    private @Nullable Node variable;
    private final Map<String, Plan> plans = new TreeMap<>();
  }

  Router(List<Plan> plans) {
    plans.forEach(this::add);
  }

  private void add(Plan plan) {
    Node node = root;
    for (RouteConfig.Segment segment : plan.route().segments()) {
      node =
          switch (segment) {
            case RouteConfig.Fixed(String text) ->
                node.fixed.computeIfAbsent(text, it -> new Node());
            case RouteConfig.Variable variable -> variableOf(node);
          };
    }
    node.plans.put(plan.route().method(), plan);
  }

  private static Node variableOf(Node node) {
    Node variable = node.variable;
    if (variable == null) {
      variable = new Node();
      node.variable = variable;
    }
    return variable;
  }

  /**
   * Finds the plan.
   *
   * @param path raw, beginning with a slash
   */
  Match match(String method, String path) {
    List<String> variables = new ArrayList<>(4);
    Node node = find(root, path, 1, variables);
    if (node == null) {
      return new Nothing();
    }
    Plan plan = node.plans.get(method.equals("HEAD") ? "GET" : method);
    return plan == null ? new OtherMethods(methods(node)) : new Found(plan, variables);
  }

  private static Set<String> methods(Node node) {
    Set<String> methods = new TreeSet<>(node.plans.keySet());
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return methods;
  }

  private static @Nullable Node find(Node node, String path, int from, List<String> variables) {
    if (from > path.length()) {
      return node.plans.isEmpty() ? null : node;
    }
    int slash = path.indexOf('/', from);
    int end = slash < 0 ? path.length() : slash;
    String segment = path.substring(from, end);
    Node fixed = node.fixed.get(segment);
    Node found = fixed == null ? null : find(fixed, path, end + 1, variables);
    if (found != null || node.variable == null || segment.isEmpty()) {
      return found;
    }
    int before = variables.size();
    variables.add(segment);
    found = find(node.variable, path, end + 1, variables);
    if (found == null) {
      variables.subList(before, variables.size()).clear();
    }
    return found;
  }
}
