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
 * The longest time that a task may take, if its backend is as slow as the guards permit.
 *
 * @param timeout of one attempt, or of the aggregation that the task runs; zero for a value
 * @param hedging the delay from the first attempt to the start of its last hedge
 * @param attempts the number of attempts, at least 1; hedges are not counted
 * @param pauses the sum of the pauses between the attempts; {@code Retry-After} may make them
 *     longer
 * @param rounds the number of sequential repetitions, for the items of a list
 */
record CallTime(Duration timeout, Duration hedging, int attempts, Duration pauses, int rounds) {

  static CallTime of(TaskConfig written, Task task, Optional<BackendConfig> backend) {
    int rounds = task.forEach().map(CallTime::rounds).orElse(1);
    return backend
        .map(it -> of(it.timeoutFor(written), it.guardsFor(written), rounds))
        .orElseGet(() -> new CallTime(limit(task.work()), Duration.ZERO, 1, Duration.ZERO, rounds));
  }

  /** The limit of work that calls no backend itself. */
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
   * Each hedge starts while the previous attempt runs, and has its own full timeout. If the
   * percentile is longer than the timeout, there is no hedge.
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

  /** The time for one item, or for a task without a list. */
  Duration once() {
    return timeout.plus(hedging).multipliedBy(attempts).plus(pauses);
  }

  Duration total() {
    return once().multipliedBy(rounds);
  }
}
