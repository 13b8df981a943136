package dev.joinall.plan;

import dev.joinall.backend.Backend;
import dev.joinall.config.AggregationConfig;
import dev.joinall.config.Config;
import dev.joinall.config.Problems;
import dev.joinall.config.RouteConfig;
import dev.joinall.guard.Guards;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes a plan of each aggregation. */
public final class Planner {
  private final Map<String, Backend> backends;
  private final Map<String, Guards> guards;

  /**
   * A planner over opened backends.
   *
   * @param backends by name
   * @param guards of each of them
   */
  public Planner(Map<String, Backend> backends, Map<String, Guards> guards) {
    this.backends = Map.copyOf(backends);
    this.guards = Map.copyOf(guards);
  }

  /** The plans in written order; usable only where no problem was found. */
  public List<Plan> plan(Config config, Problems problems) {
    checkRoutes(config, problems);
    var planner = new AggregationPlanner(backends, guards, problems);
    return config.aggregations().values().stream().map(planner::plan).toList();
  }

  private static void checkRoutes(Config config, Problems problems) {
    Map<String, String> owners = new HashMap<>();
    for (AggregationConfig aggregation : config.aggregations().values()) {
      String owner = owners.putIfAbsent(shape(aggregation.route()), aggregation.name());
      if (owner != null) {
        problems.add(
            aggregation.route().where(),
            "the aggregation \"" + owner + "\" has the same route",
            "change the method or the path of one of them");
      }
    }
  }

  /** What the router can tell apart: the name of a variable is not part of it. */
  private static String shape(RouteConfig route) {
    return route.segments().stream()
        .map(segment ->
            switch (segment) {
              case RouteConfig.Fixed(String text) -> text;
              case RouteConfig.Variable variable -> "{}";
            })
        .collect(Collectors.joining("/", route.method() + " /", ""));
  }
}
