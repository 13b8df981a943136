package dev.joinall.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Puts each before those that need it, and tells who needs each other. For one use. */
final class Order<T> {
  private final Function<T, ? extends Collection<T>> needs;
  private final Consumer<List<T>> circles;
  private final Set<T> done = new LinkedHashSet<>();

  /**
   * An order by need.
   *
   * @param circles is told each circle once, with its first member again at its end
   */
  Order(Function<T, ? extends Collection<T>> needs, Consumer<List<T>> circles) {
    this.needs = needs;
    this.circles = circles;
  }

  /** All of them, in that order; as good as may be where there is a circle. */
  List<T> of(Collection<T> all) {
    all.forEach(it -> visit(it, new ArrayList<>()));
    return List.copyOf(done);
  }

  private void visit(T it, List<T> way) {
    if (way.contains(it)) {
      List<T> circle = new ArrayList<>(way.subList(way.indexOf(it), way.size()));
      circle.add(it);
      circles.accept(circle);
    } else if (!done.contains(it)) {
      way.addLast(it);
      needs.apply(it).forEach(other -> visit(other, way));
      way.removeLast();
      done.add(it);
    }
  }
}
