package dev.joinall.explain;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A chart with one bar for each task, all with the same scale.
 *
 * @param label the title of the times
 * @param whole the time from the left to the right
 * @param deadline its position; empty if it is not shown
 * @param note the number of columns for notes
 */
public record Bars(
    String label, List<Bar> bars, Duration whole, Optional<Duration> deadline, int note) {
  private static final int MAX_COLUMNS = 64;
  private static final int MAX_NAME = 24;
  private static final int TIME = 8;

  /**
   * One bar.
   *
   * @param ink the character that it is drawn with
   * @param note text after its time
   */
  public record Bar(String name, Duration start, Duration length, char ink, String note) {
    Duration end() {
      return start.plus(length);
    }
  }

  /** The title, and one line for each bar. */
  public List<String> lines() {
    var rows = bars.stream().map(this::row);
    return Stream.concat(Stream.of(title()), rows).toList();
  }

  private int name() {
    return Page.width(bars.stream().map(Bar::name).toList(), MAX_NAME);
  }

  private int columns() {
    return Math.min(MAX_COLUMNS, Page.WIDTH - name() - TIME - 8 - note);
  }

  private String title() {
    String left = "  " + label;
    if (deadline.isEmpty()) {
      return left;
    }
    String mark = "deadline " + Labels.time(deadline.get());
    int at = 4 + name() + 2 + column(deadline.get());
    int before = at - mark.length() - 1;
    return before > left.length()
        ? Page.fit(left, before) + mark + " ┊"
        : Page.fit(left, at) + "┊ " + mark;
  }

  private String row(Bar bar) {
    int columns = columns();
    char[] row = new char[columns + 1];
    Arrays.fill(row, ' ');
    deadline.ifPresent(it -> row[column(it)] = '┊');
    int from = column(bar.start());
    int to = Math.max(column(bar.end()), Math.min(from + 1, columns));
    Arrays.fill(row, Math.min(from, columns - 1), to, bar.ink());
    String line =
        "    %s  %s  %6s"
            .formatted(Page.fit(bar.name(), name()), new String(row), Labels.time(bar.length()));
    return bar.note().isEmpty() ? line : line + "  " + bar.note();
  }

  private int column(Duration time) {
    long columns = Math.round((double) time.toNanos() * columns() / Math.max(1, whole.toNanos()));
    return (int) Math.min(columns, columns());
  }
}
