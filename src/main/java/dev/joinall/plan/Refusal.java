package dev.joinall.plan;

import dev.joinall.plan.Task.Need;
import dev.joinall.template.Condition;
import dev.joinall.template.Template;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Denies a request. It is evaluated as soon as the tasks that it reads have settled; if it reads
 * none, before any task starts. A refusal that cannot be evaluated denies as well.
 *
 * @param when whether to deny
 * @param status of the answer
 * @param detail for the client
 * @param headers of the answer
 * @param body of the answer, in place of problem details
 * @param needs the tasks that {@code when} reads, and whether it needs their values
 * @param inputs the inputs that {@code when} needs
 * @param detailReads the tasks that {@code detail}, headers and body read; the refusal does not
 *     wait for them
 * @param holds the effects that may start only after it has passed
 */
public record Refusal(
    Condition when,
    int status,
    Template detail,
    Map<String, Template> headers,
    Optional<Template> body,
    List<Need> needs,
    List<Template> inputs,
    Set<Integer> detailReads,
    Set<Integer> holds) {
  public Refusal {
    headers = Map.copyOf(headers);
    needs = List.copyOf(needs);
    inputs = List.copyOf(inputs);
    detailReads = Set.copyOf(detailReads);
    holds = Set.copyOf(holds);
  }

  /** The tasks that must have settled before it is evaluated. */
  public Set<Integer> reads() {
    return needs.stream().map(Need::task).collect(Collectors.toSet());
  }

  /** The effects on which a refusal with these needs does not depend, directly or indirectly. */
  public static Set<Integer> held(Collection<Need> needs, List<Task> tasks) {
    Set<Integer> before = before(needs, tasks);
    return tasks.stream()
        .filter(task -> task.effect() && !before.contains(task.index()))
        .map(Task::index)
        .collect(Collectors.toSet());
  }

  /** All tasks that must have settled before these needs have. */
  public static Set<Integer> before(Collection<Need> needs, List<Task> tasks) {
    Set<Integer> found = new HashSet<>();
    collect(needs, tasks, found);
    return found;
  }

  private static void collect(Collection<Need> needs, List<Task> tasks, Set<Integer> found) {
    for (Need need : needs) {
      if (found.add(need.task())) {
        collect(tasks.get(need.task()).needs(), tasks, found);
      }
    }
  }
}
