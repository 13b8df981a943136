package dev.joinall.explain;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Problem;
import dev.joinall.config.TaskConfig;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One aggregation: its declaration, its plan, and its worst-case times. Immutable.
 *
 * @param backends the backends that its tasks call or that share its values, in the order of the
 *     file
 * @param levels the tasks that start at once, then those that depend on them, and so on
 * @param calls the worst-case time of each task, by its index
 * @param times the worst-case start and end of each task
 */
public record Explanation(
    AggregationConfig config,
    Plan plan,
    Map<String, BackendConfig> backends,
    List<List<Task>> levels,
    List<CallTime> calls,
    Times times) {

  static Explanation of(AggregationConfig config, Plan plan, Map<String, BackendConfig> all) {
    Map<String, BackendConfig> used = new LinkedHashMap<>(all);
    used.keySet()
        .retainAll(
            Stream.concat(
                    plan.tasks().stream().flatMap(it -> it.backend().stream()),
                    config.caches().flatMap(it -> it.shared().stream()))
                .toList());
    List<CallTime> calls =
        plan.tasks().stream()
            .map(task ->
                CallTime.of(
                    Objects.requireNonNull(config.tasks().get(task.name())),
                    task,
                    task.backend().map(used::get)))
            .toList();
    return new Explanation(config, plan, used, levels(plan), calls, Times.of(plan, calls));
  }

  private static List<List<Task>> levels(Plan plan) {
    List<List<Task>> levels = new ArrayList<>();
    Set<Integer> before = new HashSet<>();
    while (before.size() < plan.tasks().size()) {
      List<Task> level =
          plan.tasks().stream()
              .filter(task -> !before.contains(task.index()))
              .filter(task -> before.containsAll(plan.before(task)))
              .toList();
      level.forEach(task -> before.add(task.index()));
      levels.add(level);
    }
    return List.copyOf(levels);
  }

  public String name() {
    return config.name();
  }

  /** The warnings for this aggregation, in the order of the file. */
  public List<Problem> warnings() {
    return Warnings.of(this);
  }

  TaskConfig written(Task task) {
    return Objects.requireNonNull(config.tasks().get(task.name()));
  }

  /** Whether one request may need several equal calls of the task, which are then made once. */
  boolean repeats(Task task) {
    return task.reuse().declaration().filter(plan.repeated()::contains).isPresent();
  }

  Optional<BackendConfig> backend(Task task) {
    return task.backend().map(backends::get);
  }

  CallTime call(Task task) {
    return calls.get(task.index());
  }

  /** The names of these tasks, in declared order. */
  List<String> names(Set<Integer> tasks) {
    return names(tasks.stream().sorted().toList());
  }

  List<String> names(List<Integer> tasks) {
    return tasks.stream().map(it -> plan.tasks().get(it).name()).toList();
  }
}
