package dev.joinall.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tasks and how they are joined into the answer of a route, or of another aggregation's task.
 *
 * @param route empty where only tasks of others run it
 * @param deadline of the whole request, from its arrival
 * @param tasks by name, in declared order
 * @param stream whether a client may ask for each outcome as it settles
 * @param summary what it is for, on one line, for the readers of its OpenAPI
 * @param description the same at length, in Markdown
 */
public record AggregationConfig(
    String name,
    Tree where,
    Optional<RouteConfig> route,
    InputConfig input,
    Duration deadline,
    OnDeadline onDeadline,
    OnDisconnect onDisconnect,
    JoinConfig join,
    Map<String, TaskConfig> tasks,
    List<RefuseConfig> refusals,
    RespondConfig respond,
    boolean stream,
    Optional<String> summary,
    Optional<String> description) {

  static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(2);

  /** What becomes of the answer when the deadline passes. */
  public enum OnDeadline {
    /** What there is, where the join is met by it. */
    PARTIAL,
    /** A 504, even so. */
    FAIL
  }

  /** What becomes of the tasks when the client leaves. */
  public enum OnDisconnect {
    CANCEL,
    FINISH
  }

  public AggregationConfig {
    refusals = List.copyOf(refusals);
    tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
  }
}
