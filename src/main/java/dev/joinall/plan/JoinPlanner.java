package dev.joinall.plan;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.JoinConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.template.Templates;
import java.util.LinkedHashSet;
import java.util.Set;

/** Plans the join: when an answer is decided, and by which tasks. Used once. */
final class JoinPlanner {
  private final AggregationConfig config;
  private final TaskGraph graph;
  private final Templates templates;
  private final Problems problems;
  private boolean isEachKnown = true;

  /**
   * A planner of this aggregation's join.
   *
   * @param templates must be unused
   */
  JoinPlanner(AggregationConfig config, TaskGraph graph, Templates templates, Problems problems) {
    this.config = config;
    this.graph = graph;
    this.templates = templates;
    this.problems = problems;
  }

  /** The join and the joined tasks. */
  record Joined(Join join, Set<Integer> tasks) {}

  Joined plan() {
    Set<Integer> tasks = named();
    Join join = join(tasks.size());
    tasks.addAll(graph.tasksOf(templates.reads()));
    return new Joined(join, tasks);
  }

  private Set<Integer> named() {
    if (config.join().of().isEmpty()) {
      return graph.all();
    }
    Set<Integer> named = new LinkedHashSet<>();
    for (Tree name : config.join().of()) {
      Integer task = graph.find(name);
      if (task == null) {
        isEachKnown = false;
      } else {
        named.add(task);
      }
    }
    return named;
  }

  private Join join(int of) {
    return switch (config.join().mode()) {
      case JoinConfig.All all -> new Join.All();
      case JoinConfig.First(int n) -> new Join.First(reachable(n, of));
      case JoinConfig.Quorum(int n) -> new Join.Quorum(reachable(n, of));
      case JoinConfig.Settled(int n) -> new Join.Settled(reachable(n, of));
      case JoinConfig.Until(Tree expression) -> new Join.Until(templates.condition(expression));
    };
  }

  /** The reachable number of tasks. An unknown name in {@code of} is reported elsewhere. */
  private int reachable(int n, int of) {
    if (n > of && isEachKnown) {
      problems.add(
          config.where().placeOf("join"),
          "the join asks for %d tasks, and there %s %d".formatted(n, of == 1 ? "is" : "are", of),
          "ask for at most " + of);
    }
    return n;
  }
}
