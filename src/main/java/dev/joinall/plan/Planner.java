package dev.joinall.plan;

import dev.joinall.backend.Backend;
import dev.joinall.cache.CacheStore;
import dev.joinall.cache.SharedStore;
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
import java.util.Objects;
import java.util.stream.Collectors;

/** Makes a plan of each aggregation. */
public final class Planner {
  private final Map<String, Backend> backends;
  private final Map<String, BackendGuards> guards;
  private final List<Plan> previous;
  private final CacheStore store;
  private final Map<String, SharedStore> shared;

  /**
   * A planner over opened backends.
   *
   * @param backends by name
   * @param guards the guards of each backend
   * @param served the plans that the new ones replace
   * @param store the cache of this process
   * @param shared the caches that replicas share, by the name of the backend
   */
  public Planner(
      Map<String, Backend> backends,
      Map<String, BackendGuards> guards,
      List<Plan> served,
      CacheStore store,
      Map<String, SharedStore> shared) {
    this.backends = Map.copyOf(backends);
    this.guards = Map.copyOf(guards);
    this.store = store;
    this.shared = Map.copyOf(shared);
    this.previous = List.copyOf(served);
  }

  /** The plans in declared order; valid only if no problem was found. */
  public List<Plan> plan(Config config, Problems problems) {
    checkRoutes(config, problems);
    Map<String, Plan> plans = new HashMap<>();
    var inners = new InnerPlanner(plans, problems);
    var planner =
        new AggregationPlanner(backends, guards, previous, inners, store, shared, config, problems);
    var nesting = new Nesting(problems);
    for (String name : innermostFirst(config, problems)) {
      AggregationConfig aggregation = aggregation(name, config);
      nesting.check(aggregation, innersOf(aggregation, config));
      plans.put(aggregation.name(), planner.plan(aggregation));
    }
    return config.aggregations().keySet().stream().map(plans::get).toList();
  }

  private static List<String> innermostFirst(Config config, Problems problems) {
    return new TopologicalSort<String>(
            it -> innersOf(aggregation(it, config), config),
            circle -> report(circle, config, problems))
        .of(config.aggregations().keySet());
  }

  private static AggregationConfig aggregation(String name, Config config) {
    return Objects.requireNonNull(config.aggregations().get(name));
  }

  /** The names of the inner aggregations, once for each task that runs one. */
  private static List<String> innersOf(AggregationConfig aggregation, Config config) {
    return aggregation.tasks().values().stream()
        .map(TaskConfig::operation)
        .filter(Operation.Aggregation.class::isInstance)
        .map(it -> ((Operation.Aggregation) it).name())
        .filter(config.aggregations()::containsKey)
        .toList();
  }

  private static void report(List<String> circle, Config config, Problems problems) {
    problems.add(
        aggregation(circle.getFirst(), config).where(),
        "these aggregations run each other: " + String.join(" -> ", circle),
        "remove one of these calls");
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

  /** The route without the names of its variables, which do not distinguish routes. */
  private static String shape(RouteConfig route) {
    return route.segments().stream()
        .map(segment ->
            switch (segment) {
              case RouteConfig.Fixed(String text) -> text;
              case RouteConfig.Variable variable -> "{}";
              case RouteConfig.Rest rest -> "{...}";
            })
        .collect(Collectors.joining("/", route.method() + " /", ""));
  }
}
