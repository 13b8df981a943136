package dev.joinall.guard;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Step;
import dev.joinall.config.GuardsConfig;
import java.time.Duration;
import java.util.Optional;
import reactor.core.scheduler.Scheduler;

/**
 * The guards of one task. Those of its batches are the same, and remember the same. Thread-safe.
 */
public final class Guards {
  private final GuardsConfig config;
  private final GuardStates states;
  private final RetryBudget budget;
  private final boolean effect;
  private final Scheduler scheduler;
  private final Latencies latencies = new Latencies();
  private final Tally tally = new Tally();

  /**
   * @param effect whether the task may change something
   */
  Guards(
      GuardsConfig config,
      GuardStates states,
      RetryBudget budget,
      boolean effect,
      Scheduler scheduler) {
    this.config = config;
    this.states = states;
    this.budget = budget;
    this.effect = effect;
    this.scheduler = scheduler;
  }

  /** What they did so far. */
  public Tally tally() {
    return tally;
  }

  /** The state of the task's breaker, if there is one. */
  public Optional<CircuitState> circuit() {
    return states.circuit().map(CircuitState::of);
  }

  /**
   * The call with everything around it that the file asks for.
   *
   * @param expect what the value must be
   */
  public Step around(Step call, Optional<Expect> expect) {
    return around(expecting(call, expect));
  }

  /** The same for a call that serves many items: made around each such call, for it alone. */
  public <K> Batch<K> around(Batch<K> batch, Optional<Expect> expect) {
    return new GuardedBatch<>(batch, this::around, expect);
  }

  /** A value that the task expects, of whatever makes it. */
  public static Step expecting(Step step, Optional<Expect> expect) {
    return expect.map(it -> it.around(step)).orElse(step);
  }

  /** Innermost first. */
  private Step around(Step call) {
    Step step = new AttemptTimeout(call, config.timeout(), effect, tally, scheduler);
    if (states.permits().isPresent()) {
      step = new Bulkhead(step, states.permits().get(), tally);
    }
    if (states.limiter().isPresent()) {
      step = new RateLimit(step, states.limiter().get(), tally);
    }
    if (states.circuit().isPresent()) {
      step = new Breaker(step, states.circuit().get(), openFor(), tally);
    }
    if (config.hedge().isPresent()) {
      step =
          new Hedge(step, config.hedge().get(), budget, hedgeShare(), latencies, tally, scheduler);
    }
    if (config.retry().isPresent()) {
      step = new Retry(step, config.retry().get(), budget, tally, scheduler);
    }
    return step;
  }

  private Duration openFor() {
    return config.circuitBreaker().orElseThrow().openFor();
  }

  /** A call puts its share into the budget once. */
  private int hedgeShare() {
    return config.retry().isPresent() ? 0 : GuardsConfig.Retry.DEFAULT_BUDGET;
  }
}
