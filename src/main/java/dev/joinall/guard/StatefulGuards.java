package dev.joinall.guard;

import dev.joinall.config.GuardsConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.util.Optional;
import reactor.core.scheduler.Scheduler;

/** The guards that keep state between calls; empty where not declared. */
record StatefulGuards(
    Optional<CircuitBreaker> circuit,
    Optional<RateLimiter> limiter,
    Optional<io.github.resilience4j.bulkhead.Bulkhead> permits) {

  static StatefulGuards of(String name, GuardsConfig config, Scheduler scheduler) {
    return new StatefulGuards(
        config.circuitBreaker().map(it -> Breaker.circuit(name, it, scheduler)),
        config.rateLimit().map(it -> RateLimit.limiter(name, it)),
        config.bulkhead().map(it -> Bulkhead.permits(name, it)));
  }

  /** The guards of this object, completed by those of the other one. */
  StatefulGuards or(StatefulGuards other) {
    return new StatefulGuards(
        circuit.or(() -> other.circuit),
        limiter.or(() -> other.limiter),
        permits.or(() -> other.permits));
  }
}
