package dev.joinall.guard;

import dev.joinall.config.GuardsConfig;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.TaskGuards;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.util.Optional;
import reactor.core.scheduler.Scheduler;

/** What three guards remember from one call to the next; empty where they are not declared. */
record GuardStates(
    Optional<CircuitBreaker> circuit,
    Optional<RateLimiter> limiter,
    Optional<io.github.resilience4j.bulkhead.Bulkhead> permits) {

  static GuardStates of(String name, GuardsConfig config, Scheduler scheduler) {
    return new GuardStates(
        config.circuitBreaker().map(it -> Breaker.circuit(name, it, scheduler)),
        config.rateLimit().map(it -> RateLimit.limiter(name, it)),
        config.bulkhead().map(it -> Bulkhead.permits(name, it)));
  }

  /** The same, with a memory of its own for each guard that the task declares. */
  GuardStates overriddenBy(TaskConfig task, Scheduler scheduler) {
    TaskGuards own = task.guards();
    String name = task.name();
    return new GuardStates(
        own.circuitBreaker().map(it -> Breaker.circuit(name, it, scheduler)).or(() -> circuit),
        own.rateLimit().map(it -> RateLimit.limiter(name, it)).or(() -> limiter),
        own.bulkhead().map(it -> Bulkhead.permits(name, it)).or(() -> permits));
  }
}
