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
 * Tries again after a fault that may pass, as long as the request has time. The pause is doubled
 * each time and drawn at random from zero to its length (full jitter, after AWS's "Exponential
 * Backoff And Jitter"), so that clients don't come back together; it is no shorter than what the
 * backend asked for.
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
   * @param made attempts before this one; there may be more than one of each number
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
   * A fault of the moment, not one that the same call would meet again. An effect that may have
   * happened is among them: only one that may happen twice is retried at all.
   */
  private static boolean mayPass(Fault fault) {
    return fault.nature() == Fault.Nature.PASSING;
  }
}
