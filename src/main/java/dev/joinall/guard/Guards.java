package dev.joinall.guard;

import dev.joinall.backend.Step;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.GuardsConfig;
import dev.joinall.config.TaskConfig;
import dev.joinall.template.Condition;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.time.Duration;
import java.util.Optional;
import reactor.core.scheduler.Scheduler;

/**
 * The guards of one backend. Its breaker, rate limit and bulkhead are shared by all of its tasks;
 * timeout and retry are each task's own. Thread-safe.
 */
public final class Guards {
  private final BackendConfig backend;
  private final Scheduler scheduler;
  private final Optional<CircuitBreaker> circuit;
  private final Optional<RateLimiter> limiter;
  private final Optional<io.github.resilience4j.bulkhead.Bulkhead> permits;

  public Guards(BackendConfig backend, Scheduler scheduler) {
    GuardsConfig config = backend.guards();
    this.backend = backend;
    this.scheduler = scheduler;
    this.circuit =
        config.circuitBreaker().map(it -> Breaker.circuit(backend.name(), it, scheduler));
    this.limiter = config.rateLimit().map(it -> RateLimit.limiter(backend.name(), it));
    this.permits = config.bulkhead().map(it -> Bulkhead.permits(backend.name(), it));
  }

  /**
   * The call with everything around it that the file asks for, innermost first.
   *
   * @param expect what the value must be; sees it in {@code slot}
   */
  public Step around(Step call, TaskConfig task, Optional<Condition> expect, int slot) {
    GuardsConfig config = backend.guardsFor(task);
    Step step = around(call, expect, slot);
    step = new AttemptTimeout(step, config.timeout(), task.effect(), scheduler);
    if (permits.isPresent()) {
      step = new Bulkhead(step, permits.get());
    }
    if (limiter.isPresent()) {
      step = new RateLimit(step, limiter.get());
    }
    if (circuit.isPresent()) {
      step = new Breaker(step, circuit.get(), openFor());
    }
    if (config.retry().isPresent()) {
      step = new Retry(step, config.retry().get(), scheduler);
    }
    return step;
  }

  /** The same for a task that calls no backend. */
  public static Step around(Step step, Optional<Condition> expect, int slot) {
    return expect.<Step>map(it -> new Expect(step, it, slot)).orElse(step);
  }

  private Duration openFor() {
    return backend.guards().circuitBreaker().orElseThrow().openFor();
  }
}
