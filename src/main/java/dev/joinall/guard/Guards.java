package dev.joinall.guard;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Step;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.GuardsConfig;
import dev.joinall.config.TaskConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.time.Duration;
import java.util.Optional;
import reactor.core.scheduler.Scheduler;

/**
 * The guards of one backend. Its breaker, rate limit, bulkhead and retry budget are shared by all
 * of its tasks; timeout and retry are each task's own. Thread-safe.
 */
public final class Guards {
  private final BackendConfig backend;
  private final Scheduler scheduler;
  private final Optional<CircuitBreaker> circuit;
  private final Optional<RateLimiter> limiter;
  private final Optional<io.github.resilience4j.bulkhead.Bulkhead> permits;
  private final RetryBudget budget;

  public Guards(BackendConfig backend, Scheduler scheduler) {
    GuardsConfig config = backend.guards();
    this.backend = backend;
    this.scheduler = scheduler;
    this.budget = new RetryBudget(scheduler);
    this.circuit =
        config.circuitBreaker().map(it -> Breaker.circuit(backend.name(), it, scheduler));
    this.limiter = config.rateLimit().map(it -> RateLimit.limiter(backend.name(), it));
    this.permits = config.bulkhead().map(it -> Bulkhead.permits(backend.name(), it));
  }

  /**
   * The call with everything around it that the file asks for, innermost first.
   *
   * @param expect what the value must be
   */
  public Step around(Step call, TaskConfig task, Optional<Expect> expect) {
    return around(around(call, expect), task, backend.guardsFor(task));
  }

  /** The same for a call that serves many items: made around each such call, for it alone. */
  public <K> Batch<K> around(Batch<K> batch, TaskConfig task, Optional<Expect> expect) {
    GuardsConfig config = backend.guardsFor(task);
    return new GuardedBatch<>(batch, call -> around(call, task, config), expect);
  }

  private Step around(Step call, TaskConfig task, GuardsConfig config) {
    Step step = new AttemptTimeout(call, config.timeout(), task.effect(), scheduler);
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
      step = new Retry(step, config.retry().get(), budget, scheduler);
    }
    return step;
  }

  /** The same for a task that calls no backend. */
  public static Step around(Step step, Optional<Expect> expect) {
    return expect.map(it -> it.around(step)).orElse(step);
  }

  private Duration openFor() {
    return backend.guards().circuitBreaker().orElseThrow().openFor();
  }
}
