package dev.joinall.guard;

import static dev.joinall.guard.Tally.Event.BULKHEAD_FULL;
import static dev.joinall.guard.Tally.Event.CIRCUIT_OPEN;
import static dev.joinall.guard.Tally.Event.HEDGE;
import static dev.joinall.guard.Tally.Event.OVER_BUDGET;
import static dev.joinall.guard.Tally.Event.RATE_LIMITED;
import static dev.joinall.guard.Tally.Event.RETRY;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Step;
import dev.joinall.config.GuardsConfig;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import reactor.core.scheduler.Scheduler;

/**
 * The guards of one task. Those of its batches are the same, and remember the same. Thread-safe.
 */
public final class Guards {
  private final GuardsConfig config;
  private final Memory memory;
  private final GuardStates states;
  private final Tally tally;
  private final RetryBudget budget;
  private final boolean effect;
  private final Scheduler scheduler;

  /**
   * @param effect whether the task may change something
   */
  Guards(
      GuardsConfig config, Memory memory, RetryBudget budget, boolean effect, Scheduler scheduler) {
    this.config = config;
    this.memory = memory;
    this.states = memory.states();
    this.tally = memory.tally();
    this.budget = budget;
    this.effect = effect;
    this.scheduler = scheduler;
  }

  /** What they did so far. */
  public Tally tally() {
    return tally;
  }

  /** What of that can happen at all, by what is declared. */
  public Set<Tally.Event> possible() {
    Set<Tally.Event> possible = EnumSet.of(Tally.Event.ATTEMPT);
    config.retry().ifPresent(it -> Collections.addAll(possible, RETRY, OVER_BUDGET));
    config.hedge().ifPresent(it -> Collections.addAll(possible, HEDGE, OVER_BUDGET));
    config.circuitBreaker().ifPresent(it -> possible.add(CIRCUIT_OPEN));
    config.rateLimit().ifPresent(it -> possible.add(RATE_LIMITED));
    config.bulkhead().ifPresent(it -> possible.add(BULKHEAD_FULL));
    return possible;
  }

  /** The state of the task's breaker, if it has one of its own. */
  public Optional<CircuitState> ownCircuit() {
    return memory.own().circuitBreaker().flatMap(it -> states.circuit()).map(CircuitState::of);
  }

  Memory memory() {
    return memory;
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
          new Hedge(
              step,
              config.hedge().get(),
              budget,
              hedgeShare(),
              memory.latencies(),
              tally,
              scheduler);
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
