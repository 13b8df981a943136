package dev.joinall.plan;

import dev.joinall.cache.AnswerCache;
import dev.joinall.config.RouteConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One aggregation, ready to run: everything is compiled, and every name is a slot number. Immutable
 * and thread-safe.
 *
 * @param route empty if only tasks of other plans run it
 * @param access its access rules and rate limits
 * @param inputs the inputs of a request and their slots
 * @param deadline from the arrival of a request
 * @param failsAtDeadline whether a join that is met only at the deadline fails
 * @param finishesWithoutClient whether the run continues after the client has disconnected
 * @param tasks in declared order; a task's index is its position here
 * @param sessions of its tasks, one for each backend that has one
 * @param joined the tasks that the join evaluates
 * @param awaited other tasks that the answer or a refusal reads, so that the answer waits for them
 * @param streams whether a client may ask for each outcome as it settles
 * @param repeated the declarations whose calls a run may repeat
 * @param cache the cache of its answers; empty without one
 * @param slots the number of values in a {@link dev.joinall.template.Scope} of this plan
 */
public record Plan(
    String name,
    Optional<RouteConfig> route,
    Access access,
    Inputs inputs,
    Duration deadline,
    boolean failsAtDeadline,
    boolean finishesWithoutClient,
    List<Task> tasks,
    List<PlannedSession> sessions,
    Join join,
    Set<Integer> joined,
    Set<Integer> awaited,
    List<Refusal> refusals,
    AnswerPlan answer,
    boolean streams,
    Set<String> repeated,
    Optional<AnswerCache> cache,
    int slots) {

  public Plan {
    tasks = List.copyOf(tasks);
    sessions = List.copyOf(sessions);
    refusals = List.copyOf(refusals);
    joined = Set.copyOf(joined);
    awaited = Set.copyOf(awaited);
    repeated = Set.copyOf(repeated);
  }

  /** The tasks that have settled before this one starts: an effect waits for refusals as well. */
  public Set<Integer> before(Task task) {
    Set<Integer> before = new TreeSet<>();
    task.needs().forEach(it -> before.add(it.task()));
    refusals.stream()
        .filter(it -> it.holds().contains(task.index()))
        .forEach(it -> before.addAll(it.reads()));
    return before;
  }

  /** Whether running it may change something outside. */
  public boolean effect() {
    return tasks.stream().anyMatch(Task::effect);
  }
}
