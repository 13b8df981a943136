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
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.ContextView;

/**
 * Circuit breaker: rejects calls to a backend that fails. It records the health of the backend: a
 * conflict counts as a success, and a call that was never made (a local limit, an invalid
 * expression) is not recorded.
 *
 * <p>A probe, which is a call in the half-open state, goes on if its request is cancelled. A
 * request with more calls than probes fails, because some of its calls are rejected. If that
 * cancelled the probes, the circuit would stay half-open for ever.
 *
 * @param streams whether the call passes on a body as it arrives; then it ends with its request
 */
record Breaker(
    Step step, CircuitBreaker circuit, Duration openFor, boolean streams, GuardCounters counters)
    implements Step {
  /**
   * Probes in the half-open state. One success may be chance; more probes would load a backend that
   * has just recovered.
   */
  private static final int PROBES = 3;

  static CircuitBreaker circuit(
      String backend, GuardsConfig.CircuitBreaker config, Scheduler scheduler) {
    var settings =
        CircuitBreakerConfig.custom()
            .slidingWindowType(SlidingWindowType.COUNT_BASED)
            // The lock-free one is a chain of nodes. Once the collector has promoted a node, all
            // later ones survive: 14 MB in each collection of the benchmark, and pauses of 50 ms.
            .slidingWindowSynchronizationStrategy(SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
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
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super Json> caller) {
        if (!circuit.tryAcquirePermission()) {
          counters.count(GuardEvent.CIRCUIT_OPEN);
          Operators.error(
              caller,
              new StepException(Fault.rejected("the circuit is open", Optional.of(openFor))));
        } else if (isProbe(scope)) {
          probe(scope, caller.currentContext()).subscribe(caller);
        } else {
          new Recorded(caller, scope).begin(step, scope);
        }
      }
    };
  }

  /** Whether this call, which has a permission, may go on without its request. */
  private boolean isProbe(Scope scope) {
    return circuit.getState() == CircuitBreaker.State.HALF_OPEN
        && !streams
        && scope.session().isEmpty();
  }

  /** The call, which the caller can't cancel. */
  private Mono<Json> probe(Scope scope, ContextView context) {
    Mono<Json> call =
        new Mono<>() {
          @Override
          public void subscribe(CoreSubscriber<? super Json> caller) {
            new Recorded(caller, scope).begin(step, scope);
          }
        };
    boolean suppressCancel = true;
    return Mono.fromFuture(call.contextWrite(context).toFuture(), suppressCancel);
  }

  /** A call whose end the circuit learns. */
  private final class Recorded extends GuardSubscriber {
    private final Scope scope;
    private final long start;

    Recorded(CoreSubscriber<? super Json> caller, Scope scope) {
      super(caller);
      this.scope = scope;
      this.start = scope.now();
    }

    @Override
    void succeeded() {
      circuit.onSuccess(scope.now() - start, TimeUnit.NANOSECONDS);
    }

    @Override
    void failed(Throwable error) {
      circuit.onError(scope.now() - start, TimeUnit.NANOSECONDS, error);
    }

    /** A deadline that passes before the attempt's own timeout counts as a timeout. */
    @Override
    void cancelled() {
      if (scope.remaining() > 0) {
        circuit.releasePermission();
      } else {
        failed(new StepException(Fault.Type.TIMEOUT, "the deadline passed"));
      }
    }
  }
}
