package dev.joinall.explain;

import dev.joinall.config.BackendConfig;
import dev.joinall.config.GuardsConfig;
import dev.joinall.config.GuardsConfig.Bulkhead;
import dev.joinall.config.GuardsConfig.RateLimit;
import dev.joinall.config.PoolConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.plan.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Warns if a single request may make more concurrent calls to a backend than its limits permit. */
final class TooManyAtOnce implements Warnings.Check {

  @Override
  public void check(Explanation explanation, Problems found) {
    for (BackendConfig backend : explanation.backends().values()) {
      GuardsConfig guards = backend.guards();
      Tree where = backend.where();
      pool(backend, many(backend, it -> true, explanation), found);
      guards
          .bulkhead()
          .ifPresent(it ->
              bulkhead(
                  it, where, many(backend, own -> own.bulkhead().isEmpty(), explanation), found));
      guards
          .rateLimit()
          .ifPresent(it ->
              rateLimit(
                  it, where, many(backend, own -> own.rateLimit().isEmpty(), explanation), found));
    }
    explanation.plan().tasks().forEach(task -> ofTask(task, explanation, found));
  }

  /** A task's own limits apply to no other task. */
  private static void ofTask(Task task, Explanation explanation, Problems found) {
    TaskConfig written = explanation.written(task);
    var many =
        new Many(
            calls(task),
            "one request of \"%s\" may call \"%s\" %d times at once by \"%s\", and "
                .formatted(
                    explanation.name(), task.backend().orElse(""), calls(task), task.name()));
    written.guards().bulkhead().ifPresent(it -> bulkhead(it, written.where(), many, found));
    written.guards().rateLimit().ifPresent(it -> rateLimit(it, written.where(), many, found));
  }

  /** The number of concurrent calls of one request, and its description. */
  private record Many(int calls, String words) {}

  private static Many many(
      BackendConfig backend, Predicate<GuardsConfig> which, Explanation explanation) {
    int calls =
        atOnce(
            task ->
                task.backend().filter(backend.name()::equals).isPresent()
                    && which.test(explanation.written(task).guards()),
            explanation);
    return new Many(
        calls,
        "one request of \"%s\" may call \"%s\" %d times at once, and "
            .formatted(explanation.name(), backend.name(), calls));
  }

  /** The maximum over all levels. The tasks of one level start independently of each other. */
  private static int atOnce(Predicate<Task> which, Explanation explanation) {
    Set<Integer> conditional = conditional(explanation.levels());
    return explanation.levels().stream()
        .map(level -> level.stream().filter(which).toList())
        .mapToInt(level -> atOnce(level, conditional))
        .max()
        .orElse(0);
  }

  /** The tasks that have a condition, and those that need a value or a success of such a task. */
  private static Set<Integer> conditional(List<List<Task>> levels) {
    Set<Integer> found = new HashSet<>();
    for (List<Task> level : levels) {
      for (Task task : level) {
        boolean inherits =
            task.needs().stream()
                .anyMatch(it -> it.what() != Task.For.SETTLED && found.contains(it.task()));
        if (inherits || task.when().isPresent()) {
          found.add(task.index());
        }
      }
    }
    return found;
  }

  /** Conditions may exclude each other, so at most one conditional task is counted. */
  private static int atOnce(List<Task> level, Set<Integer> conditional) {
    int always = 0;
    int maxConditional = 0;
    for (Task task : level) {
      if (conditional.contains(task.index())) {
        maxConditional = Math.max(maxConditional, calls(task));
      } else {
        always += calls(task);
      }
    }
    return always + maxConditional;
  }

  private static int calls(Task task) {
    return task.forEach().map(it -> Math.min(it.calls(), it.concurrency())).orElse(1);
  }

  private static void pool(BackendConfig backend, Many many, Problems found) {
    PoolConfig pool = backend.pool();
    if (!backend.options().multiplexes() && many.calls() > pool.max()) {
      found.add(
          backend.where().placeOf("pool", "max"),
          many.words()
              + "its pool has %s; the others wait for up to %s"
                  .formatted(
                      Labels.count(pool.max(), "connection"), Labels.time(pool.acquireTimeout())),
          "raise pool.max, or make fewer calls at once");
    }
  }

  private static void bulkhead(Bulkhead bulkhead, Tree where, Many many, Problems found) {
    if (many.calls() > bulkhead.max()) {
      found.add(
          where.placeOf("bulkhead", "max"),
          many.words()
              + "the bulkhead lets "
              + bulkhead.max()
              + " through; the others are rejected",
          "raise bulkhead.max, or make fewer calls at once");
    }
  }

  private static void rateLimit(RateLimit limit, Tree where, Many many, Problems found) {
    if (many.calls() > limit.permits()) {
      found.add(
          where.placeOf("rate-limit", "permits"),
          many.words()
              + "the rate limit lets %d through in %s; the others are rejected"
                  .formatted(limit.permits(), Labels.time(limit.per())),
          "raise rate-limit.permits, or make fewer calls at once");
    }
  }
}
