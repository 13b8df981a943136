package dev.joinall.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the declarations whose calls one run may repeat. */
final class RepeatedCalls {
  private final Map<String, Integer> counts = new HashMap<>();

  private RepeatedCalls() {}

  /**
   * The repeated declarations of these tasks and of the aggregations that they run. None if one of
   * them is an effect, because later calls must see its result.
   */
  static Set<String> of(List<Task> tasks) {
    var found = new RepeatedCalls();
    if (tasks.stream().noneMatch(Task::effect)) {
      found.count(tasks, 1);
    }
    found.counts.values().removeIf(it -> it < 2);
    return Set.copyOf(found.counts.keySet());
  }

  private void count(List<Task> tasks, int times) {
    for (Task task : tasks) {
      boolean isList = task.forEach().isPresent();
      boolean isBatch = task.forEach().flatMap(ForEach::batch).isPresent();
      int its = isList ? 2 : times;
      int calls = isBatch ? times : its;
      task.reuse().declaration().ifPresent(it -> counts.merge(it, calls, Integer::sum));
      if (task.work() instanceof Work.Inner inner) {
        count(inner.plan().tasks(), its);
      }
    }
  }
}
