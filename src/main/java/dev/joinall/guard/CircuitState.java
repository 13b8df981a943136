package dev.joinall.guard;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.Locale;

/** What a breaker does with the next call. */
public enum CircuitState {
  /** It goes through. */
  CLOSED,
  /** It goes through where it is one of a few probes. */
  HALF_OPEN,
  /** It is turned away; until the first call after {@code open-for}, which is a probe. */
  OPEN;

  /** As metrics write it, such as {@code half-open}. */
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
