package dev.joinall.plan;

import dev.joinall.backend.Backend;
import dev.joinall.config.AggregationConfig;
import dev.joinall.config.Config;
import dev.joinall.config.Operation;
import dev.joinall.config.Problems;
import dev.joinall.config.RouteConfig;
import dev.joinall.config.TaskConfig;
import dev.joinall.guard.BackendGuards;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a plan of each aggregation. */
public final class Planner {
  private final Map<String, Backend> backends;
  private final Map<String, BackendGuards> guards;
  private final Served served;

  /**
   * A planner over opened backends.
   *
   * @param backends by name
   * @param guards of each of them
   * @param served the plans whose place the new ones take
   */
  public Planner(
      Map<String, Backend> backends, Map<String, BackendGuards> guards, List<Plan> served) {
    this.backends = Map.copyOf(backends);
    this.guards = Map.copyOf(guards);
    this.served = new Served(List.copyOf(served));
  }

  /** The plans in written order; usable only where no problem was found. */
  public List<Plan> plan(Config config, Problems problems) {
    checkRoutes(config, problems);
    Map<String, Plan> plans = new HashMap<>();
    var inners = new InnerPlanner(plans, problems);
    var planner = new AggregationPlanner(backends, guards, served, inners, problems);
    for (AggregationConfig aggregation : innermostFirst(config, problems)) {
      plans.put(aggregation.name(), planner.plan(aggregation));
    }
    return config.aggregations().keySet().stream().map(plans::get).toList();
  }

  private static List<AggregationConfig> innermostFirst(Config config, Problems problems) {
    return new Order<AggregationConfig>(
            it -> innersOf(it, config), circle -> report(circle, problems))
        .of(config.aggregations().values());
  }

  private static List<AggregationConfig> innersOf(AggregationConfig aggregation, Config config) {
    return aggregation.tasks().values().stream()
        .map(TaskConfig::operation)
        .filter(Operation.Aggregation.class::isInstance)
        .flatMap(
            it -> Stream.ofNullable(config.aggregations().get(((Operation.Aggregation) it).name())))
        .toList();
  }

  private static void report(List<AggregationConfig> circle, Problems problems) {
    problems.add(
        circle.getFirst().where(),
        "these aggregations run each other: "
            + circle.stream().map(AggregationConfig::name).collect(Collectors.joining(" -> ")),
        "let one of them do without the other");
  }

  private static void checkRoutes(Config config, Problems problems) {
    Map<String, String> owners = new HashMap<>();
    for (AggregationConfig aggregation : config.aggregations().values()) {
      aggregation
          .route()
          .ifPresent(route -> {
            String owner = owners.putIfAbsent(shape(route), aggregation.name());
            if (owner != null) {
              problems.add(
                  route.where(),
                  "the aggregation \"" + owner + "\" has the same route",
                  "change the method or the path of one of them");
            }
          });
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
