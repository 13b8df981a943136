package dev.joinall.guard;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.GuardsConfig;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/**
 * Keeps calls from a backend that fails. What counts is whether the backend is well: its refusals
 * by our own limits, bad expressions and conflicts are not its failures.
 */
record Breaker(Step step, CircuitBreaker circuit, Duration openFor) implements Step {

  static CircuitBreaker circuit(String backend, GuardsConfig.CircuitBreaker config) {
    var settings =
        CircuitBreakerConfig.custom()
            .slidingWindowType(SlidingWindowType.COUNT_BASED)
            .slidingWindowSize(config.window())
            .minimumNumberOfCalls(config.window())
            .failureRateThreshold(config.failureRate())
            .slowCallRateThreshold(config.slowRate())
            .slowCallDurationThreshold(config.slow().orElse(Duration.ofHours(1)))
            .waitDurationInOpenState(config.openFor())
            .permittedNumberOfCallsInHalfOpenState(Math.min(3, config.window()))
            // A probe that never comes back must not hold the circuit half open for ever.
            .maxWaitDurationInHalfOpenState(config.openFor())
            .automaticTransitionFromOpenToHalfOpenEnabled(false)
            .recordException(Breaker::isFailureOfTheBackend)
            .build();
    return CircuitBreaker.of(backend, settings);
  }

  private static boolean isFailureOfTheBackend(Throwable error) {
    return switch (Fault.of(error).type()) {
      case TIMEOUT, UNAVAILABLE, STATUS, MALFORMED, TOO_LARGE, UNKNOWN, ERROR -> true;
      case REJECTED, CONFLICT, INVALID -> false;
    };
  }

  @Override
  public Mono<Json> run(Scope scope) {
    return Mono.defer(() -> permitted(scope));
  }

  private Mono<Json> permitted(Scope scope) {
    if (!circuit.tryAcquirePermission()) {
      return Mono.error(
          new StepException(Fault.rejected("the circuit is open", Optional.of(openFor))));
    }
    long start = System.nanoTime();
    return step.run(scope)
        .doOnSuccess(value -> circuit.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS))
        .doOnError(error -> circuit.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, error))
        .doOnCancel(circuit::releasePermission);
  }
}
