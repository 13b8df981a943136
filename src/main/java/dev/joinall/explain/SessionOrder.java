package dev.joinall.explain;

import dev.joinall.plan.Plan;
import dev.joinall.plan.PlannedSession;
import dev.joinall.plan.Task;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Computes the tasks that end before a task starts: those that it needs, and the previous task of
 * its session. A session is assumed to have the declared order, as far as needs allow; at run time
 * the order depends on which tasks are ready.
 *
 * @param previous the previous task of each task in its session
 */
record SessionOrder(Plan plan, Map<Integer, Integer> previous) {
  static SessionOrder of(Plan plan) {
    Map<Integer, Integer> previous = new HashMap<>();
    if (!plan.sessions().isEmpty()) {
      Map<PlannedSession, Integer> last = new HashMap<>();
      Set<Integer> seen = new HashSet<>();
      plan.tasks().forEach(it -> visit(it, plan, seen, last, previous));
    }
    return new SessionOrder(plan, Map.copyOf(previous));
  }

  private static void visit(
      Task task,
      Plan plan,
      Set<Integer> seen,
      Map<PlannedSession, Integer> last,
      Map<Integer, Integer> previous) {
    if (!seen.add(task.index())) {
      return;
    }
    plan.before(task).forEach(it -> visit(plan.tasks().get(it), plan, seen, last, previous));
    task.session()
        .ifPresent(session -> {
          Integer before = last.put(session, task.index());
          if (before != null) {
            previous.put(task.index(), before);
          }
        });
  }

  Task task(int index) {
    return plan.tasks().get(index);
  }

  Set<Integer> before(Task task) {
    Set<Integer> before = new TreeSet<>(plan.before(task));
    Integer previous = previous().get(task.index());
    if (previous != null) {
      before.add(previous);
    }
    return before;
  }
}
