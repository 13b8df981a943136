package dev.joinall.guard;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.Locale;

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
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static CircuitState of(CircuitBreaker circuit) {
    return switch (circuit.getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> CLOSED;
      case HALF_OPEN -> HALF_OPEN;
      case OPEN, FORCED_OPEN -> OPEN;
    };
  }
}
