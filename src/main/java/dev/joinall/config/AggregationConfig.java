package dev.joinall.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One HTTP route and the tasks that answer it.
 *
 * @param deadline of the whole request, from its arrival
 * @param tasks by name, in declared order
 */
public record AggregationConfig(
    String name,
    Tree where,
    RouteConfig route,
    InputConfig input,
    Duration deadline,
    JoinConfig join,
    Map<String, TaskConfig> tasks,
    RespondConfig respond) {

  static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(2);

  public AggregationConfig {
    tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
  }
}
