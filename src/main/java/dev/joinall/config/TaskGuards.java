package dev.joinall.config;

import dev.joinall.config.GuardsConfig.Bulkhead;
import dev.joinall.config.GuardsConfig.CircuitBreaker;
import dev.joinall.config.GuardsConfig.Hedge;
import dev.joinall.config.GuardsConfig.RateLimit;
import dev.joinall.config.GuardsConfig.Retry;
import java.time.Duration;
import java.util.Optional;

/** What a task says in place of the guards of its backend. */
public record TaskGuards(
    Optional<Duration> timeout,
    Optional<Retry> retry,
    Optional<Hedge> hedge,
    Optional<CircuitBreaker> circuitBreaker,
    Optional<Bulkhead> bulkhead,
    Optional<RateLimit> rateLimit) {

  static final TaskGuards NONE =
      new TaskGuards(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  static TaskGuards read(Fields fields) {
    return new TaskGuards(
        fields.duration("timeout"),
        fields.nested("retry").map(Retry::read),
        fields.nested("hedge").map(Hedge::read),
        fields.nested("circuit-breaker").map(CircuitBreaker::read),
        fields.nested("bulkhead").map(Bulkhead::read),
        fields.nested("rate-limit").map(RateLimit::read));
  }

  /** Whether it says nothing but a time limit, which does not need a call to hold. */
  public boolean isAtMostTimeout() {
    return retry.isEmpty()
        && hedge.isEmpty()
        && circuitBreaker.isEmpty()
        && bulkhead.isEmpty()
        && rateLimit.isEmpty();
  }
}
