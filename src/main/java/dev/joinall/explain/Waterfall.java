package dev.joinall.explain;

import dev.joinall.explain.Bars.Bar;
import dev.joinall.plan.Task;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A bar chart of the worst-case times of all tasks, with the deadline. */
final class Waterfall {
  private Waterfall() {}

  static void draw(Explanation explanation, Page page) {
    Duration deadline = explanation.plan().deadline();
    Duration all = explanation.times().all();
    List<Bar> bars =
        explanation.levels().stream()
            .flatMap(List::stream)
            .map(task -> bar(task, explanation))
            .toList();
    Duration whole = all.compareTo(deadline) > 0 ? all : deadline;
    new Bars("at most", bars, whole, Optional.of(deadline), 0).lines().forEach(page::line);
    page.words(
        "  critical path: ",
        "%s (%s)"
            .formatted(
                String.join(", then ", explanation.names(explanation.times().criticalPath())),
                Labels.time(explanation.times().answer())));
  }

  private static Bar bar(Task task, Explanation explanation) {
    Times.Span span = explanation.times().spans().get(task.index());
    boolean isCritical = explanation.times().criticalPath().contains(task.index());
    char ink = span.length().isZero() ? '·' : isCritical ? '█' : '▒';
    return new Bar(task.name(), span.start(), span.length(), ink, "");
  }
}
