package dev.joinall.guard;

import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Step;
import dev.joinall.config.GuardsConfig;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.util.OptionalLong;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Hedged requests, after Dean and Barroso's "The Tail at Scale": starts a second attempt while the
 * first is slow, and takes the first answer. This reduces the tail latency for a few more calls,
 * which the retry budget limits.
 *
 * @param share the share of a token that a call pays into the budget, in percent; 0 if the retry
 *     around it pays
 * @param latencies of this task's calls
 */
record Hedge(
    Step step,
    GuardsConfig.Hedge config,
    RetryBudget budget,
    int share,
    Latencies latencies,
    EnumCounters<GuardEvent> counters,
    Scheduler scheduler)
    implements Step {

  @Override
  public Mono<Json> run(Scope scope) {
    if (share > 0) {
      budget.deposit(share);
    }
    long start = scope.now();
    OptionalLong after = after();
    Mono<Json> answer =
        after.isPresent() && after.getAsLong() < scope.remaining()
            ? new HedgedMono(
                () -> step.run(scope), after.getAsLong(), config.max(), this::mayHedge, scheduler)
            : step.run(scope);
    return config.after().isPresent()
        ? answer
        : answer.doOnSuccess(value -> latencies.add(scope.now() - start));
  }

  private OptionalLong after() {
    return config.after().map(it -> OptionalLong.of(it.toNanos())).orElseGet(latencies::p95);
  }

  private boolean mayHedge() {
    boolean may = budget.tryWithdraw();
    counters.count(may ? GuardEvent.HEDGE : GuardEvent.RETRY_BUDGET_EXHAUSTED);
    return may;
  }
}
