package dev.joinall.guard;

import dev.joinall.config.GuardsConfig;
import java.util.Map;
import java.util.function.Predicate;

/** The events of guards that are counted, with the metric of each. */
public enum GuardEvent {
  ATTEMPT("attempts", "Calls of a backend, including retries and hedges", it -> true),
  RETRY("retries", "Retries after a fault", it -> it.retry().isPresent()),
  HEDGE("hedges", "Hedges beside a slow call", it -> it.hedge().isPresent()),
  RETRY_BUDGET_EXHAUSTED(
      "retry.budget.exhausted",
      "Retries and hedges that the retry budget did not permit",
      it -> it.retry().isPresent() || it.hedge().isPresent()),
  CIRCUIT_OPEN("circuit-breaker", it -> it.circuitBreaker().isPresent()),
  RATE_LIMITED("rate-limit", it -> it.rateLimit().isPresent()),
  BULKHEAD_FULL("bulkhead", it -> it.bulkhead().isPresent());

  private final String metric;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // an immutable map
  private final Map<String, String> tags;

  @SuppressWarnings("ImmutableEnumChecker") // stateless
  private final Predicate<GuardsConfig> possible;

  GuardEvent(String metric, String description, Predicate<GuardsConfig> possible) {
    this.metric = metric;
    this.description = description;
    this.tags = Map.of();
    this.possible = possible;
  }

  /** A call that this guard rejected. */
  GuardEvent(String guard, Predicate<GuardsConfig> possible) {
    this.metric = "calls.rejected";
    this.description = "Calls that a guard rejected";
    this.tags = Map.of("guard", guard);
    this.possible = possible;
  }

  /** The name of the metric without the prefix {@code joinall.}. */
  public String metric() {
    return metric;
  }

  public String description() {
    return description;
  }

  /** Tags that distinguish this event from others with the same metric name. */
  public Map<String, String> tags() {
    return tags;
  }

  /** Whether this event is possible with these guards. */
  boolean isPossible(GuardsConfig declared) {
    return possible.test(declared);
  }
}
