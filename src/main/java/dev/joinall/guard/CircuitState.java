package dev.joinall.guard;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;

/** What a breaker does with the next call. */
public enum CircuitState {
  /** It goes through. */
  CLOSED,
  /** It goes through where it is one of a few probes. */
  HALF_OPEN,
  /** It is turned away. */
  OPEN;

  static CircuitState of(CircuitBreaker circuit) {
    return switch (circuit.getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> CLOSED;
      case HALF_OPEN -> HALF_OPEN;
      case OPEN, FORCED_OPEN -> OPEN;
    };
  }
}
