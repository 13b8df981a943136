package dev.joinall.guard;

import dev.joinall.backend.AttemptHistory;
import dev.joinall.backend.Batch;
import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Step;
import dev.joinall.backend.TimeoutQueue;
import dev.joinall.config.GuardsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.scheduler.Scheduler;

/** The guards of one task. Its batches use the same guards and the same state. Thread-safe. */
public final class Guards {
  private final Duration timeout;
  private final GuardsConfig config;
  private final GuardState state;
  private final StatefulGuards stateful;
  private final EnumCounters<GuardEvent> counters;
  private final RetryBudget budget;
  private final boolean effect;
  private final boolean undone;
  private final boolean streams;
  private final Scheduler scheduler;

  /**
   * The guards of one task.
   *
   * @param timeout of one attempt
   * @param effect whether the task may change something
   * @param undone whether an interrupted call is rolled back, so that its effect has not happened
   * @param streams whether its result is passed on as it arrives
   */
  Guards(
      Duration timeout,
      GuardsConfig config,
      GuardState state,
      RetryBudget budget,
      boolean effect,
      boolean undone,
      boolean streams,
      Scheduler scheduler) {
    this.timeout = timeout;
    this.config = config;
    this.state = state;
    this.stateful = state.stateful();
    this.counters = state.counters();
    this.budget = budget;
    this.effect = effect;
    this.undone = undone;
    this.streams = streams;
    this.scheduler = scheduler;
  }

  /** The counters of these guards. */
  public EnumCounters<GuardEvent> counters() {
    return counters;
  }

  /** The events that are possible with the declared guards. */
  public List<GuardEvent> possible() {
    return Stream.of(GuardEvent.values()).filter(it -> it.isPossible(config)).toList();
  }

  /** The state of the task's own circuit breaker; empty if it has none of its own. */
  public Optional<CircuitState> ownCircuit() {
    return state
        .declared()
        .circuitBreaker()
        .flatMap(it -> stateful.circuit())
        .map(CircuitState::of);
  }

  /** The maximum duration of a call, with all its attempts and the pauses between them. */
  public Duration maxDuration() {
    Duration once =
        config
            .hedge()
            .map(it -> it.after().orElse(timeout).multipliedBy(it.max()).plus(timeout))
            .orElse(timeout);
    return config
        .retry()
        .map(it ->
            once.multipliedBy(it.attempts())
                .plus(it.backoff().multipliedBy((1L << (it.attempts() - 1)) - 1)))
        .orElse(once);
  }

  /** The timer of these guards. */
  public Scheduler scheduler() {
    return scheduler;
  }

  GuardState state() {
    return state;
  }

  /**
   * Wraps a call in the declared guards.
   *
   * @param expect the check of its value
   */
  public Step around(Step call, Optional<Expect> expect) {
    return around(effect ? new Effect(call, expect) : expecting(call, expect));
  }

  /** The same for a call that sends the body of the client, whose duration has no limit. */
  public Step aroundUpload(Step call, Optional<Expect> expect) {
    Step checked = effect ? new Effect(call, expect) : expecting(call, expect);
    return around(checked, config.onceOnly(), true);
  }

  /** The same for a batch: wraps each of its calls. */
  public <K> Batch<K> around(Batch<K> batch, Optional<Expect> expect) {
    return new GuardedBatch<>(batch, this::around, expect);
  }

  /** Adds the check of the value, without other guards. */
  public static Step expecting(Step step, Optional<Expect> expect) {
    return expect.map(it -> it.around(step)).orElse(step);
  }

  /** Adds the guards from the innermost to the outermost one. */
  private Step around(Step call) {
    return around(call, config, false);
  }

  /**
   * @param pauses whether the timeout stands still while a body flows
   */
  private Step around(Step call, GuardsConfig config, boolean pauses) {
    Step step =
        new AttemptTimeout(
            call,
            TimeoutQueue.of(scheduler, timeout),
            effect && !undone,
            pauses,
            counters,
            scheduler);
    if (stateful.permits().isPresent()) {
      step = new Bulkhead(step, stateful.permits().get(), streams, counters);
    }
    if (stateful.limiter().isPresent()) {
      step = new RateLimit(step, stateful.limiter().get(), counters);
    }
    if (stateful.circuit().isPresent()) {
      step = new Breaker(step, stateful.circuit().get(), openFor(), streams || pauses, counters);
    }
    if (config.hedge().isPresent()) {
      step =
          new Hedge(
              step,
              config.hedge().get(),
              budget,
              hedgeShare(),
              state.latencies().get(),
              counters,
              scheduler);
    }
    if (config.retry().isPresent()) {
      step = new Retry(step, config.retry().get(), budget, counters, scheduler);
    }
    return config.hedge().isPresent() && config.retry().isEmpty() ? withAttemptHistory(step) : step;
  }

  /** Shares the used instances of the backend between the attempts of one call. */
  private static Step withAttemptHistory(Step step) {
    return scope -> step.run(scope).contextWrite(context -> new AttemptHistory().putInto(context));
  }

  private Duration openFor() {
    return config.circuitBreaker().orElseThrow().openFor();
  }

  /**
   * The share that the hedge pays into the budget. Each call pays once: in the retry if there is
   * one, otherwise here.
   */
  private int hedgeShare() {
    return config.retry().isPresent() ? 0 : GuardsConfig.Retry.DEFAULT_BUDGET;
  }
}
