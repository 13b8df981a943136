package dev.joinall.guard;

import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.GuardsConfig;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Rate limit: passes a fixed number of calls per period and rejects the others without waiting. */
record RateLimit(Step step, RateLimiter limiter, EnumCounters<GuardEvent> counters)
    implements Step {

  static RateLimiter limiter(String backend, GuardsConfig.RateLimit config) {
    return RateLimiter.of(
        backend,
        RateLimiterConfig.custom()
            .limitForPeriod(config.permits())
            .limitRefreshPeriod(config.per())
            .timeoutDuration(Duration.ZERO)
            .build());
  }

  @Override
  public Mono<Json> run(Scope scope) {
    return Mono.defer(() -> permitted(scope));
  }

  private Mono<Json> permitted(Scope scope) {
    if (!limiter.acquirePermission()) {
      counters.count(GuardEvent.RATE_LIMITED);
      return Mono.error(
          new StepException(Fault.rejected("the rate limit is reached", nextPeriod())));
    }
    return step.run(scope);
  }

  private Optional<Duration> nextPeriod() {
    return Optional.of(limiter.getRateLimiterConfig().getLimitRefreshPeriod());
  }
}
