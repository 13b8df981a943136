package dev.joinall.plan;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.Problems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Limits how deep aggregations run one another, and how many tasks one request starts that way. */
final class Nesting {
  private static final int MAX_DEPTH = 16;
  private static final long MAX_TASKS = 10_000;

  private final Problems problems;
  private final Map<String, Measure> measures = new HashMap<>();

  private record Measure(int depth, long tasks) {
    static final Measure NONE = new Measure(0, 0);

    boolean isTooDeep() {
      return depth > MAX_DEPTH;
    }

    boolean isTooMuch() {
      return tasks > MAX_TASKS;
    }
  }

  Nesting(Problems problems) {
    this.problems = problems;
  }

  /** Checks one aggregation. If several exceed a limit, only the innermost is reported. */
  void check(AggregationConfig aggregation, List<String> inners) {
    List<Measure> inside =
        inners.stream().map(it -> measures.getOrDefault(it, Measure.NONE)).toList();
    int depth = 1 + inside.stream().mapToInt(Measure::depth).max().orElse(0);
    long tasks = aggregation.tasks().size();
    for (Measure inner : inside) {
      tasks = Math.min(MAX_TASKS + 1, tasks + inner.tasks());
    }
    var measure = new Measure(depth, tasks);
    measures.put(aggregation.name(), measure);
    if (measure.isTooDeep() && inside.stream().noneMatch(Measure::isTooDeep)) {
      problems.add(
          aggregation.where(),
          "aggregations run one another more than " + MAX_DEPTH + " deep from here",
          "merge some of them");
    }
    if (measure.isTooMuch() && inside.stream().noneMatch(Measure::isTooMuch)) {
      problems.add(
          aggregation.where(),
          "one request would start more than " + MAX_TASKS + " tasks",
          "tasks of aggregations that its tasks run are counted; run fewer of them");
    }
  }
}
