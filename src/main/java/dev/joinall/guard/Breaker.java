package dev.joinall.guard;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.GuardsConfig;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Circuit breaker: rejects calls to a backend that fails. It records the health of the backend: a
 * conflict counts as a success, and a call that was never made (a local limit, an invalid
 * expression) is not recorded.
 */
record Breaker(Step step, CircuitBreaker circuit, Duration openFor, GuardCounters counters)
    implements Step {
  /**
   * Probes in the half-open state. One success may be chance; more probes would load a backend that
   * has just recovered.
   */
  private static final int PROBES = 3;

  /**
   * Without a lock, in which two event loops could meet; but the library's lock-free window fails
   * with a NullPointerException if its size is 1.
   */
  private static SlidingWindowSynchronizationStrategy synchronization(int window) {
    return window == 1
        ? SlidingWindowSynchronizationStrategy.SYNCHRONIZED
        : SlidingWindowSynchronizationStrategy.LOCK_FREE;
  }

  static CircuitBreaker circuit(
      String backend, GuardsConfig.CircuitBreaker config, Scheduler scheduler) {
    var settings =
        CircuitBreakerConfig.custom()
            .slidingWindowType(SlidingWindowType.COUNT_BASED)
            .slidingWindowSynchronizationStrategy(synchronization(config.window()))
            .slidingWindowSize(config.window())
            .minimumNumberOfCalls(config.window())
            .failureRateThreshold(config.failureRate())
            .slowCallRateThreshold(config.slowRate())
            .slowCallDurationThreshold(config.slow().orElse(Duration.ofHours(1)))
            .waitDurationInOpenState(config.openFor())
            .permittedNumberOfCallsInHalfOpenState(Math.min(PROBES, config.window()))
            // The half-open state has no time limit. A probe always ends or returns its permission.
            // With rare calls, or calls slower than openFor, a limit would open the circuit of a
            // healthy backend.
            .maxWaitDurationInHalfOpenState(Duration.ZERO)
            .automaticTransitionFromOpenToHalfOpenEnabled(false)
            .recordException(Breaker::isFailureOfTheBackend)
            .ignoreException(Breaker::wasNotCalled)
            .clock(new SchedulerClock(scheduler))
            .build();
    return CircuitBreaker.of(backend, settings);
  }

  private static boolean wasNotCalled(Throwable error) {
    Fault fault = Fault.of(error);
    return switch (fault.type()) {
      case REJECTED, INVALID -> true;
      case TIMEOUT, UNAVAILABLE, STATUS, CONFLICT, MALFORMED, TOO_LARGE, UNKNOWN, ERROR ->
          fault.attempts() == 0;
    };
  }

  private static boolean isFailureOfTheBackend(Throwable error) {
    return switch (Fault.of(error).nature()) {
      case PASSING, LASTING -> true;
      case CALLERS, CLIENTS -> false;
    };
  }

  @Override
  public Mono<Json> run(Scope scope) {
    return Mono.defer(() -> permitted(scope));
  }

  private Mono<Json> permitted(Scope scope) {
    if (!circuit.tryAcquirePermission()) {
      counters.count(GuardEvent.CIRCUIT_OPEN);
      return Mono.error(
          new StepException(Fault.rejected("the circuit is open", Optional.of(openFor))));
    }
    long start = scope.now();
    // A cancellation may race with the end of the call.
    var ended = new AtomicBoolean();
    return step.run(scope)
        .doOnSuccess(value -> once(ended, () -> succeeded(scope, start)))
        .doOnError(error -> once(ended, () -> failed(scope, start, error)))
        .doOnCancel(() -> once(ended, () -> cancelled(scope, start)));
  }

  private static void once(AtomicBoolean ended, Runnable told) {
    if (ended.compareAndSet(false, true)) {
      told.run();
    }
  }

  private void succeeded(Scope scope, long start) {
    circuit.onSuccess(scope.now() - start, TimeUnit.NANOSECONDS);
  }

  private void failed(Scope scope, long start, Throwable error) {
    circuit.onError(scope.now() - start, TimeUnit.NANOSECONDS, error);
  }

  /** A deadline that passes before the attempt's own timeout counts as a timeout. */
  private void cancelled(Scope scope, long start) {
    if (scope.remaining() > 0) {
      circuit.releasePermission();
    } else {
      failed(scope, start, new StepException(Fault.Type.TIMEOUT, "the deadline passed"));
    }
  }
}
