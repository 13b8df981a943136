package dev.joinall.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Topological sort; reports each cycle. Iterative, so a chain may be as long as the file allows.
 * Used once.
 */
final class TopologicalSort<T> {
  private final Function<T, ? extends Collection<T>> needs;
  private final Consumer<List<T>> circles;
  private final Set<T> done = new LinkedHashSet<>();
  private final Set<T> way = new LinkedHashSet<>();
  private final Deque<Step<T>> steps = new ArrayDeque<>();

  /** A node of the current path, and its needs that are not visited yet. */
  private record Step<T>(T it, Iterator<T> needs) {}

  /**
   * @param circles called once for each cycle, with its first member repeated at its end
   */
  TopologicalSort(Function<T, ? extends Collection<T>> needs, Consumer<List<T>> circles) {
    this.needs = needs;
    this.circles = circles;
  }

  /** All nodes in topological order; approximate if there is a cycle. */
  List<T> of(Collection<T> all) {
    for (T one : all) {
      visit(one);
      while (!steps.isEmpty()) {
        Step<T> step = steps.getLast();
        if (step.needs().hasNext()) {
          visit(step.needs().next());
        } else {
          steps.removeLast();
          way.remove(step.it());
          done.add(step.it());
        }
      }
    }
    return List.copyOf(done);
  }

  private void visit(T it) {
    if (way.contains(it)) {
      List<T> circle = new ArrayList<>(way);
      circle.subList(0, circle.indexOf(it)).clear();
      circle.add(it);
      circles.accept(circle);
    } else if (!done.contains(it)) {
      way.add(it);
      steps.addLast(new Step<>(it, List.<T>copyOf(needs.apply(it)).iterator()));
    }
  }
}
