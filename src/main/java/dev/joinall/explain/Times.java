package dev.joinall.explain;

import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The worst-case times of each task without a deadline: each task takes its longest time.
 *
 * @param spans by the task's index
 * @param criticalPath the indices of the tasks on the critical path, in order; at least one
 */
record Times(List<Span> spans, List<Integer> criticalPath) {

  /** From the arrival of the request. */
  record Span(Duration start, Duration length) {
    Duration end() {
      return start.plus(length);
    }
  }

  static Times of(Plan plan, List<CallTime> calls) {
    Map<Integer, Span> spans = new TreeMap<>();
    var order = SessionOrder.of(plan);
    plan.tasks().forEach(task -> visit(task, order, calls, spans));
    List<Span> inOrder = List.copyOf(spans.values());
    return new Times(inOrder, criticalPath(plan, order, inOrder));
  }

  private static Span visit(
      Task task, SessionOrder order, List<CallTime> calls, Map<Integer, Span> spans) {
    Span known = spans.get(task.index());
    if (known != null) {
      return known;
    }
    Duration start = Duration.ZERO;
    for (int before : order.before(task)) {
      Duration end = visit(order.task(before), order, calls, spans).end();
      start = start.compareTo(end) < 0 ? end : start;
    }
    var span = new Span(start, calls.get(task.index()).total());
    spans.put(task.index(), span);
    return span;
  }

  private static List<Integer> criticalPath(Plan plan, SessionOrder order, List<Span> spans) {
    Deque<Integer> path = new ArrayDeque<>();
    Optional<Integer> last =
        last(
            plan.tasks().stream()
                .map(Task::index)
                .filter(it -> plan.joined().contains(it) || plan.awaited().contains(it))
                .toList(),
            spans);
    while (last.isPresent()) {
      int task = last.get();
      path.addFirst(task);
      last = last(List.copyOf(order.before(order.task(task))), spans);
    }
    return new ArrayList<>(path);
  }

  /** The task that ends last; the first one of several. */
  private static Optional<Integer> last(List<Integer> tasks, List<Span> spans) {
    Comparator<Integer> byEnd = Comparator.comparing(it -> spans.get(it).end());
    return tasks.reversed().stream().max(byEnd);
  }

  /** The longest time until the answer. */
  Duration answer() {
    return spans.get(criticalPath.getLast()).end();
  }

  /**
   * The longest time until all tasks have ended, including those that the answer does not wait for.
   */
  Duration all() {
    return spans.stream().map(Span::end).max(Comparator.naturalOrder()).orElseThrow();
  }
}
