package dev.joinall.explain;

import dev.joinall.config.BackendConfig;
import dev.joinall.config.GuardsConfig;
import dev.joinall.config.GuardsConfig.Hedge;
import dev.joinall.config.GuardsConfig.Retry;
import dev.joinall.config.TaskConfig;
import dev.joinall.plan.ForEach;
import dev.joinall.plan.Task;
import dev.joinall.plan.Work;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a task may take where its backend is as slow as the guards allow.
 *
 * @param timeout of one attempt; that of an aggregation which the task runs; zero for a value
 * @param hedging how much later than the first attempt the last one beside it begins
 * @param attempts in all, at least 1; those beside others not counted
 * @param pauses between the attempts, together; without longer ones that {@code Retry-After} asks
 *     for
 * @param rounds how often that happens one after the other, for the items of a list
 */
record CallTime(Duration timeout, Duration hedging, int attempts, Duration pauses, int rounds) {

  static CallTime of(TaskConfig written, Task task, Optional<BackendConfig> backend) {
    int rounds = task.forEach().map(CallTime::rounds).orElse(1);
    return backend
        .map(it -> of(it.timeoutFor(written), it.guardsFor(written), rounds))
        .orElseGet(() -> new CallTime(limit(task.work()), Duration.ZERO, 1, Duration.ZERO, rounds));
  }

  /** Of what calls no backend itself. */
  private static Duration limit(Work work) {
    return switch (work) {
      case Work.Inner inner -> inner.limit();
      case Work.Call computed -> Duration.ZERO;
    };
  }

  private static CallTime of(Duration timeout, GuardsConfig guards, int rounds) {
    return new CallTime(
        timeout,
        guards.hedge().map(it -> hedging(it, timeout)).orElse(Duration.ZERO),
        guards.retry().map(Retry::attempts).orElse(1),
        guards.retry().map(CallTime::pauses).orElse(Duration.ZERO),
        rounds);
  }

  /**
   * Each begins while the one before it runs, and has the whole timeout for itself. A percentile
   * that is longer than the timeout begins none.
   */
  private static Duration hedging(Hedge hedge, Duration timeout) {
    Duration after = hedge.after().orElse(timeout);
    boolean never = hedge.after().isPresent() && after.compareTo(timeout) >= 0;
    return never ? Duration.ZERO : after.multipliedBy(hedge.max());
  }

  /** The pause doubles from one attempt to the next. */
  private static Duration pauses(Retry retry) {
    return retry.backoff().multipliedBy((1L << (retry.attempts() - 1)) - 1);
  }

  private static int rounds(ForEach forEach) {
    return Math.ceilDiv(forEach.calls(), forEach.concurrency());
  }

  /** For one item, or for the whole task that has none. */
  Duration once() {
    return timeout.plus(hedging).multipliedBy(attempts).plus(pauses);
  }

  Duration total() {
    return once().multipliedBy(rounds);
  }
}
