package dev.joinall.guard;

import dev.joinall.backend.EnumCounters;
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

/**
 * Circuit breaker: rejects calls to a backend that fails. It records the health of the backend: a
 * conflict counts as a success, and a call that was never made (a local limit, an invalid
 * expression) is not recorded.
 *
 * <p>A probe, which is a call in the half-open state, continues if its request is cancelled. A
 * request with more calls than probes fails, because some of its calls are rejected. If that
 * cancelled the probes, the circuit would stay half-open for ever. A call that can't continue
 * without its request is no probe: it passes, and its result counts as well.
 *
 * @param streams whether the call passes on a body as it arrives, so that it ends with its request
 */
record Breaker(
    Step step,
    CircuitBreaker circuit,
    Duration openFor,
    boolean streams,
    EnumCounters<GuardEvent> counters)
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
      case TRANSIENT, PERMANENT -> true;
      case CALLERS, CLIENTS -> false;
    };
  }

  @Override
  public Mono<Json> run(Scope scope) {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super Json> caller) {
        boolean permitted = circuit.tryAcquirePermission();
        boolean halfOpen = circuit.getState() == CircuitBreaker.State.HALF_OPEN;
        if (halfOpen && endsWithRequest(scope)) {
          if (permitted) {
            circuit.releasePermission(); // it is for a probe
          }
          new Recorded(caller, scope, false).begin(step, scope);
        } else if (!permitted) {
          counters.count(GuardEvent.CIRCUIT_OPEN);
          Operators.error(
              caller,
              new StepException(Fault.rejected("the circuit is open", Optional.of(openFor))));
        } else {
          new Recorded(halfOpen ? new Uncancelled(caller) : caller, scope, true).begin(step, scope);
        }
      }
    };
  }

  private boolean endsWithRequest(Scope scope) {
    return streams || scope.session().isPresent();
  }

  /** A call whose result the circuit breaker records. */
  private final class Recorded extends GuardSubscriber {
    private final Scope scope;

    /** Whether it has a permission of the circuit breaker. */
    private final boolean permitted;

    private final long start;

    Recorded(CoreSubscriber<? super Json> caller, Scope scope, boolean permitted) {
      super(caller);
      this.scope = scope;
      this.permitted = permitted;
      this.start = scope.now();
    }

    @Override
    void succeeded() {
      circuit.onSuccess(scope.now() - start, TimeUnit.NANOSECONDS);
    }

    /** Records the error. A call that was not made returns its permission instead. */
    @Override
    void failed(Throwable error) {
      if (!permitted && wasNotCalled(error)) {
        return;
      }
      circuit.onError(scope.now() - start, TimeUnit.NANOSECONDS, error);
    }

    /** A deadline that passes before the attempt's own timeout counts as a timeout. */
    @Override
    void cancelled() {
      if (scope.remaining() <= 0) {
        failed(new StepException(Fault.Type.TIMEOUT, "the deadline passed"));
      } else if (permitted) {
        circuit.releasePermission();
      }
    }
  }
}
