package dev.joinall.explain;

import dev.joinall.plan.Task;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A bar for each task: when it runs at the latest, and where the deadline stands. */
final class Waterfall {
  private static final int MOST_COLUMNS = 64;
  private static final int TIME = 8;

  private final Explanation explanation;
  private final int name;
  private final int columns;
  private final Duration whole;

  private Waterfall(Explanation explanation) {
    Duration deadline = explanation.plan().deadline();
    Duration all = explanation.times().all();
    this.explanation = explanation;
    this.name = TaskTable.nameWidth(explanation);
    this.columns = Math.min(MOST_COLUMNS, Page.WIDTH - name - TIME - 8);
    this.whole = all.compareTo(deadline) > 0 ? all : deadline;
  }

  static void draw(Explanation explanation, Page page) {
    var waterfall = new Waterfall(explanation);
    page.line(waterfall.title());
    explanation.levels().stream()
        .flatMap(List::stream)
        .forEach(task -> page.line(waterfall.row(task)));
    page.words(
        "  longest way: ",
        "%s (%s)"
            .formatted(
                String.join(", then ", explanation.names(explanation.times().longest())),
                Words.time(explanation.times().answer())));
  }

  private String title() {
    String label = "deadline " + Words.time(explanation.plan().deadline());
    int mark = 4 + name + 2 + column(explanation.plan().deadline());
    String left = "  at most";
    int before = mark - label.length() - 1;
    return before > left.length()
        ? Page.fit(left, before) + label + " ┊"
        : Page.fit(left, mark) + "┊ " + label;
  }

  private String row(Task task) {
    Times.Span span = explanation.times().spans().get(task.index());
    char[] row = new char[columns + 1];
    Arrays.fill(row, ' ');
    row[column(explanation.plan().deadline())] = '┊';
    int from = column(span.start());
    int to = Math.max(column(span.end()), Math.min(from + 1, columns));
    boolean longest = explanation.times().longest().contains(task.index());
    char ink = span.length().isZero() ? '·' : longest ? '█' : '▒';
    Arrays.fill(row, Math.min(from, columns - 1), to, ink);
    return "    %s  %s  %6s"
        .formatted(Page.fit(task.name(), name), new String(row), Words.time(span.length()));
  }

  private int column(Duration time) {
    return (int) Math.round((double) time.toMillis() * columns / whole.toMillis());
  }
}
