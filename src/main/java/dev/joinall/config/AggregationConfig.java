package dev.joinall.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tasks, and how their results are joined into the response of a route or the value of a task.
 *
 * @param route empty if only tasks of others run it
 * @param deadline of the whole request, counted from its arrival
 * @param tasks by name, in declared order
 * @param stream whether a client may request each outcome as it settles
 * @param cache keeps its answers for later requests; empty if it does not
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
    /** The outcomes so far, if they meet the join. */
    PARTIAL,
    /** A 504 in every case. */
    FAIL
  }

  /** What happens to the tasks after the client has disconnected. */
  public enum OnDisconnect {
    CANCEL,
    FINISH
  }

  public AggregationConfig {
    refusals = List.copyOf(refusals);
    tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
  }

  /** Those of its answers and of its tasks. */
  public Stream<CacheConfig> caches() {
    return Stream.concat(
        cache.stream(), tasks.values().stream().flatMap(it -> it.reuse().cache().stream()));
  }
}
