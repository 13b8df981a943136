package dev.joinall.explain;

import dev.joinall.config.BackendConfig;
import dev.joinall.config.GuardsConfig;
import dev.joinall.config.Kind;
import dev.joinall.config.PoolConfig;
import dev.joinall.config.Problems;
import dev.joinall.plan.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Warns where a single request may ask more of a backend than the backend's bounds let through. */
final class TooManyAtOnce implements Warnings.Check {

  @Override
  public void look(Explanation explanation, Problems found) {
    for (BackendConfig backend : explanation.backends().values()) {
      int calls = atOnce(backend, explanation);
      String many =
          "one request of \"%s\" may call \"%s\" %d times at once, and "
              .formatted(explanation.name(), backend.name(), calls);
      pool(backend, calls, many, found);
      guards(backend, calls, many, found);
    }
  }

  /** By levels: what is on the same one starts without waiting for each other. */
  static int atOnce(BackendConfig backend, Explanation explanation) {
    Set<Integer> conditional = conditional(explanation.levels());
    return explanation.levels().stream()
        .map(level ->
            level.stream()
                .filter(it -> it.backend().filter(backend.name()::equals).isPresent())
                .toList())
        .mapToInt(level -> atOnce(level, conditional))
        .max()
        .orElse(0);
  }

  /** The tasks that have a condition, and those that need a value or a success of such a one. */
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

  /** Conditions may exclude each other, so no more than one that has one is counted. */
  private static int atOnce(List<Task> level, Set<Integer> conditional) {
    int always = 0;
    int perhaps = 0;
    for (Task task : level) {
      if (conditional.contains(task.index())) {
        perhaps = Math.max(perhaps, calls(task));
      } else {
        always += calls(task);
      }
    }
    return always + perhaps;
  }

  private static int calls(Task task) {
    return task.forEach().map(it -> Math.min(it.calls(), it.concurrency())).orElse(1);
  }

  private static void pool(BackendConfig backend, int calls, String many, Problems found) {
    PoolConfig pool = backend.pool();
    if (!sharesConnections(backend) && calls > pool.max()) {
      found.add(
          Warnings.at(backend.where(), "pool", "max"),
          many
              + "its pool has %s; the others wait for up to %s"
                  .formatted(
                      Words.count(pool.max(), "connection"), Words.time(pool.acquireTimeout())),
          "raise pool.max, or call less at once");
    }
  }

  private static boolean sharesConnections(BackendConfig backend) {
    return backend.kind() == Kind.REDIS
        || (backend.own() instanceof BackendConfig.Http http && http.http2());
  }

  private static void guards(BackendConfig backend, int calls, String many, Problems found) {
    GuardsConfig guards = backend.guards();
    guards
        .bulkhead()
        .filter(it -> calls > it.max())
        .ifPresent(it ->
            found.add(
                Warnings.at(backend.where(), "bulkhead", "max"),
                many + "the bulkhead lets " + it.max() + " through; the others are rejected",
                "raise bulkhead.max, or call less at once"));
    guards
        .rateLimit()
        .filter(it -> calls > it.permits())
        .ifPresent(it ->
            found.add(
                Warnings.at(backend.where(), "rate-limit", "permits"),
                many
                    + "the rate limit lets %d through in %s; the others are rejected"
                        .formatted(it.permits(), Words.time(it.per())),
                "raise rate-limit.permits, or call less at once"));
  }
}
