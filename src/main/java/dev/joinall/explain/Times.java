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
 * When each task runs at the latest, were there no deadline: each one takes as long as it may.
 *
 * @param spans by the task's index
 * @param longest the indices of the tasks that the answer waits longest for, each after the one
 *     before it; at least one
 */
record Times(List<Span> spans, List<Integer> longest) {

  /** From the arrival of the request. */
  record Span(Duration start, Duration length) {
    Duration end() {
      return start.plus(length);
    }
  }

  static Times of(Plan plan, List<CallTime> calls) {
    Map<Integer, Span> spans = new TreeMap<>();
    plan.tasks().forEach(task -> visit(task, plan, calls, spans));
    List<Span> inOrder = List.copyOf(spans.values());
    return new Times(inOrder, longest(plan, inOrder));
  }

  private static Span visit(Task task, Plan plan, List<CallTime> calls, Map<Integer, Span> spans) {
    Span known = spans.get(task.index());
    if (known != null) {
      return known;
    }
    Duration start = Duration.ZERO;
    for (int before : plan.before(task)) {
      Duration end = visit(plan.tasks().get(before), plan, calls, spans).end();
      start = start.compareTo(end) < 0 ? end : start;
    }
    var span = new Span(start, calls.get(task.index()).total());
    spans.put(task.index(), span);
    return span;
  }

  private static List<Integer> longest(Plan plan, List<Span> spans) {
    Deque<Integer> way = new ArrayDeque<>();
    Optional<Integer> last =
        last(
            plan.tasks().stream()
                .map(Task::index)
                .filter(it -> plan.joined().contains(it) || plan.awaited().contains(it))
                .toList(),
            spans);
    while (last.isPresent()) {
      int task = last.get();
      way.addFirst(task);
      last = last(List.copyOf(plan.before(plan.tasks().get(task))), spans);
    }
    return new ArrayList<>(way);
  }

  /** The one that ends last; the first of them where several do. */
  private static Optional<Integer> last(List<Integer> tasks, List<Span> spans) {
    Comparator<Integer> byEnd = Comparator.comparing(it -> spans.get(it).end());
    return tasks.reversed().stream().max(byEnd);
  }

  /** How long the answer may take. */
  Duration answer() {
    return spans.get(longest.getLast()).end();
  }

  /** How long all may take, also what the answer does not wait for. */
  Duration all() {
    return spans.stream().map(Span::end).max(Comparator.naturalOrder()).orElseThrow();
  }
}
