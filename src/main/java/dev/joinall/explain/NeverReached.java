package dev.joinall.explain;

import dev.joinall.config.BackendConfig;
import dev.joinall.config.GuardsConfig;
import dev.joinall.config.GuardsConfig.CircuitBreaker;
import dev.joinall.config.GuardsConfig.Hedge;
import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.plan.Task;
import java.time.Duration;

/**
 * Warns of guards whose threshold is beyond the timeout of an attempt, so that they have no effect.
 */
final class NeverReached implements Warnings.Check {

  @Override
  public void check(Explanation explanation, Problems found) {
    for (Task task : explanation.plan().tasks()) {
      TaskConfig written = explanation.written(task);
      explanation.backend(task).ifPresent(it -> check(it, written, found));
    }
  }

  private static void check(BackendConfig backend, TaskConfig task, Problems found) {
    GuardsConfig guards = backend.guardsFor(task);
    Duration timeout = backend.timeoutFor(task);
    Tree hedge = task.guards().hedge().isPresent() ? task.where() : backend.where();
    Tree circuit = task.guards().circuitBreaker().isPresent() ? task.where() : backend.where();
    guards.hedge().flatMap(Hedge::after).ifPresent(it -> hedge(it, timeout, hedge, found));
    guards
        .circuitBreaker()
        .flatMap(CircuitBreaker::slow)
        .ifPresent(it -> slow(it, timeout, circuit, found));
    guards
        .circuitBreaker()
        .filter(it -> it.slow().isEmpty())
        .ifPresent(it -> slowRate(circuit, found));
  }

  private static void hedge(Duration after, Duration timeout, Tree where, Problems found) {
    if (after.compareTo(timeout) >= 0) {
      found.add(
          where.placeOf("hedge", "after"),
          "the hedge waits %s, and an attempt ends after %s"
              .formatted(Labels.time(after), Labels.time(timeout)),
          "let it wait less than the timeout, or write p95");
    }
  }

  private static void slow(Duration slow, Duration timeout, Tree where, Problems found) {
    if (slow.compareTo(timeout) >= 0) {
      found.add(
          where.placeOf("circuit-breaker", "slow"),
          "no call is slower than %s: an attempt ends after %s"
              .formatted(Labels.time(slow), Labels.time(timeout)),
          "let \"slow\" be less than the timeout");
    }
  }

  private static void slowRate(Tree where, Problems found) {
    Tree rate = where.placeOf("circuit-breaker", "slow-rate");
    if (rate.path().endsWith(".slow-rate")) {
      found.add(
          rate,
          "no duration defines a slow call",
          "add for example slow: 200ms, or remove \"slow-rate\"");
    }
  }
}
