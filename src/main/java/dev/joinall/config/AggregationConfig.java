package dev.joinall.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tasks, and the join of their results into the response of a route or the value of a task.
 *
 * @param route empty if only tasks of other aggregations run it
 * @param deadline of the whole request, from its arrival
 * @param tasks by name, in declared order
 * @param stream whether a client may request each outcome as it settles
 * @param cache the cache of its responses; empty if they are not cached
 * @param summary one line for the OpenAPI document
 * @param description Markdown for the OpenAPI document
 */
public record AggregationConfig(
    String name,
    Tree where,
    Optional<RouteConfig> route,
    AccessConfig access,
    InputConfig input,
    Duration deadline,
    OnDeadline onDeadline,
    OnDisconnect onDisconnect,
    JoinConfig join,
    Map<String, TaskConfig> tasks,
    List<RefuseConfig> refusals,
    RespondConfig respond,
    boolean stream,
    Optional<CacheConfig> cache,
    Optional<String> summary,
    Optional<String> description) {

  static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(2);

  /** The response after the deadline. */
  public enum OnDeadline {
    /** The response with the outcomes so far, if they meet the join. */
    PARTIAL,
    /** Always a 504. */
    FAIL
  }

  /** The effect of a client's disconnect on the tasks. */
  public enum OnDisconnect {
    CANCEL,
    FINISH
  }

  public AggregationConfig {
    refusals = List.copyOf(refusals);
    tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
  }

  /** The caches of its responses and of its tasks. */
  public Stream<CacheConfig> caches() {
    return Stream.concat(
        cache.stream(), tasks.values().stream().flatMap(it -> it.reuse().cache().stream()));
  }
}
