package dev.joinall.guard;

import dev.joinall.config.Fields;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;

/** The state of a circuit breaker. */
public enum CircuitState {
  /** Calls pass. */
  CLOSED,
  /** A limited number of calls pass as probes. */
  HALF_OPEN,
  /** Calls are rejected. The first call after {@code open-for} is a probe. */
  OPEN;

  /** The word used in metrics, such as {@code half-open}. */
  public String word() {
    return Fields.name(this);
  }

  static CircuitState of(CircuitBreaker circuit) {
    return switch (circuit.getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> CLOSED;
      case HALF_OPEN -> HALF_OPEN;
      case OPEN, FORCED_OPEN -> OPEN;
    };
  }
}
