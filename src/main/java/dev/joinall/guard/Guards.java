package dev.joinall.guard;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Step;
import dev.joinall.config.GuardsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.scheduler.Scheduler;

/**
 * The guards of one task. Those of its batches are the same, and remember the same. Thread-safe.
 */
public final class Guards {
  private final Duration timeout;
  private final GuardsConfig config;
  private final GuardState state;
  private final StatefulGuards stateful;
  private final GuardCounters counters;
  private final RetryBudget budget;
  private final boolean effect;
  private final Scheduler scheduler;

  /**
   * The guards of one task.
   *
   * @param timeout of one attempt
   * @param effect whether the task may change something
   */
  Guards(
      Duration timeout,
      GuardsConfig config,
      GuardState state,
      RetryBudget budget,
      boolean effect,
      Scheduler scheduler) {
    this.timeout = timeout;
    this.config = config;
    this.state = state;
    this.stateful = state.stateful();
    this.counters = state.counters();
    this.budget = budget;
    this.effect = effect;
    this.scheduler = scheduler;
  }

  /** What they did so far. */
  public GuardCounters counters() {
    return counters;
  }

  /** What of that can happen at all, by what is declared. */
  public List<GuardEvent> possible() {
    return Stream.of(GuardEvent.values()).filter(it -> it.isPossible(config)).toList();
  }

  /** The state of the task's breaker, if it has one of its own. */
  public Optional<CircuitState> ownCircuit() {
    return state
        .declared()
        .circuitBreaker()
        .flatMap(it -> stateful.circuit())
        .map(CircuitState::of);
  }

  GuardState state() {
    return state;
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
    Step step = new AttemptTimeout(call, timeout, effect, counters, scheduler);
    if (stateful.permits().isPresent()) {
      step = new Bulkhead(step, stateful.permits().get(), counters);
    }
    if (stateful.limiter().isPresent()) {
      step = new RateLimit(step, stateful.limiter().get(), counters);
    }
    if (stateful.circuit().isPresent()) {
      step = new Breaker(step, stateful.circuit().get(), openFor(), counters);
    }
    if (config.hedge().isPresent()) {
      step =
          new Hedge(
              step,
              config.hedge().get(),
              budget,
              hedgeShare(),
              state.latencies(),
              counters,
              scheduler);
    }
    if (config.retry().isPresent()) {
      step = new Retry(step, config.retry().get(), budget, counters, scheduler);
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
