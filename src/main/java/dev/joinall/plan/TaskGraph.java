package dev.joinall.plan;

import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.plan.Task.For;
import dev.joinall.plan.Task.Need;
import dev.joinall.template.Reference;
import dev.joinall.template.SymbolTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The dependencies of the tasks, from their expressions and from {@code needs}. */
final class TaskGraph {
  private final List<TaskConfig> tasks;
  private final Map<String, Integer> indices = new LinkedHashMap<>();
  private final List<Map<Integer, For>> needs = new ArrayList<>();
  private final Problems problems;

  TaskGraph(List<TaskConfig> tasks, Problems problems) {
    this.tasks = tasks;
    this.problems = problems;
    for (TaskConfig task : tasks) {
      indices.put(task.name(), indices.size());
      needs.add(new TreeMap<>());
    }
  }

  /** The index of the task of that name; null after a problem is reported. */
  @Nullable Integer find(Tree name) {
    String written = name instanceof Tree.Scalar scalar ? scalar.text() : name.noun();
    Integer index = indices.get(written);
    if (index == null) {
      problems.add(
          name,
          "there is no task \"" + written + "\"",
          Problems.suggest(written, indices.keySet()));
    }
    return index;
  }

  Set<Integer> all() {
    return new LinkedHashSet<>(indices.values());
  }

  /** The tasks whose value or outcome is read. */
  Set<Integer> tasksOf(Set<Reference> reads) {
    return reads.stream()
        .filter(
            it -> it.group().equals(SymbolTable.TASKS) || it.group().equals(SymbolTable.OUTCOMES))
        .map(it -> Objects.requireNonNull(indices.get(it.member())))
        .collect(Collectors.toSet());
  }

  void reads(int task, Set<Reference> reads) {
    needsOf(reads).forEach(need -> add(needs.get(task), need.task(), need.what()));
  }

  /** The tasks that are read, and the state of each that is needed. */
  List<Need> needsOf(Set<Reference> reads) {
    Map<Integer, For> found = new TreeMap<>();
    for (Reference reference : reads) {
      Integer other = indices.get(reference.member());
      if (other != null && reference.group().equals(SymbolTable.TASKS)) {
        add(found, other, reference.tolerant() ? For.SETTLED : For.VALUE);
      } else if (other != null && reference.group().equals(SymbolTable.OUTCOMES)) {
        add(found, other, For.SETTLED);
      }
    }
    return list(found);
  }

  void needs(int task, List<Tree> names) {
    for (Tree name : names) {
      Integer other = find(name);
      if (other != null) {
        add(needs.get(task), other, For.SUCCESS);
      }
    }
  }

  /** The strictest need has precedence: the order of {@link For}. */
  private static void add(Map<Integer, For> needs, int other, For what) {
    needs.merge(other, what, (a, b) -> a.compareTo(b) <= 0 ? a : b);
  }

  List<Need> needsOf(int task) {
    return list(needs.get(task));
  }

  private static List<Need> list(Map<Integer, For> needs) {
    return needs.entrySet().stream()
        .map(entry -> new Need(entry.getKey(), entry.getValue()))
        .toList();
  }

  List<Integer> dependentsOf(int task) {
    List<Integer> dependents = new ArrayList<>();
    for (int i = 0; i < needs.size(); i++) {
      if (needs.get(i).containsKey(task)) {
        dependents.add(i);
      }
    }
    return dependents;
  }

  /** Reports each cycle once, with its path. */
  void checkCycles() {
    var _ = new TopologicalSort<Integer>(task -> needs.get(task).keySet(), this::report).of(all());
  }

  private void report(List<Integer> circle) {
    problems.add(
        tasks.get(circle.getFirst()).where(),
        "these tasks wait for each other: "
            + circle.stream().map(it -> tasks.get(it).name()).collect(Collectors.joining(" -> ")),
        "remove one of these dependencies, or merge the tasks");
  }
}
