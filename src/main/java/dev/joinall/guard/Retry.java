package dev.joinall.guard;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.GuardsConfig;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Retries after a transient fault, while the request has time left. Uses exponential backoff with
 * full jitter, after AWS's "Exponential Backoff And Jitter": the upper bound doubles each time, and
 * the pause is drawn at random from zero to it, so that clients do not retry in step. A longer
 * {@code Retry-After} of the backend has precedence.
 */
record Retry(
    Step step,
    GuardsConfig.Retry config,
    RetryBudget budget,
    GuardCounters counters,
    Scheduler scheduler)
    implements Step {
  private static final int MAX_DOUBLINGS = 10;

  @Override
  public Mono<Json> run(Scope scope) {
    budget.putIn(config.budget());
    return attempt(scope, 1, 0);
  }

  /**
   * @param made attempts before this one; one number may stand for several attempts, because of
   *     hedging
   */
  private Mono<Json> attempt(Scope scope, int number, int made) {
    return step.run(scope).onErrorResume(error -> again(scope, number, made, Fault.of(error)));
  }

  private Mono<Json> again(Scope scope, int number, int before, Fault fault) {
    int made = before + fault.attempts();
    long pause = Math.max(pause(number), fault.retryAfter().map(Duration::toNanos).orElse(0L));
    if (number >= config.attempts()
        || !mayPass(fault)
        || pause >= scope.remaining()
        || !mayRetry()) {
      return Mono.error(new StepException(fault.withAttempts(made)));
    }
    return Mono.delay(Duration.ofNanos(pause), scheduler)
        .flatMap(tick -> attempt(scope, number + 1, made));
  }

  private boolean mayRetry() {
    boolean may = budget.tryWithdraw();
    counters.count(may ? GuardEvent.RETRY : GuardEvent.OVER_BUDGET);
    return may;
  }

  private long pause(int number) {
    long longest = config.backoff().toNanos() << Math.min(number - 1, MAX_DOUBLINGS);
    return ThreadLocalRandom.current().nextLong(longest + 1);
  }

  /**
   * A transient fault, not one that the same call would cause again. This includes an effect with
   * an unknown result: only a call that may happen twice has a retry at all. One that is known to
   * have happened is not repeated.
   */
  private static boolean mayPass(Fault fault) {
    return fault.nature() == Fault.Nature.PASSING && !fault.happened();
  }
}
