package dev.joinall.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What stands between a task and a backend that misbehaves.
 *
 * @param timeout of one attempt
 */
public record GuardsConfig(
    Duration timeout,
    Optional<Retry> retry,
    Optional<Hedge> hedge,
    Optional<CircuitBreaker> circuitBreaker,
    Optional<Bulkhead> bulkhead,
    Optional<RateLimit> rateLimit) {
  private static final int MOST_ATTEMPTS = 10;
  private static final int MOST_HEDGES = 3;
  private static final int MOST_CALLS = 100_000;
  private static final int MOST_PERMITS = 1_000_000;

  /**
   * @param attempts in all, the first one counted; at least 1
   * @param backoff before the second attempt; doubled before each further one, with full jitter
   * @param budget percent of the backend's calls that may be retried, beside a small floor
   */
  public record Retry(int attempts, Duration backoff, int budget) {
    static final Duration DEFAULT_BACKOFF = Duration.ofMillis(20);
    public static final int DEFAULT_BUDGET = 10;

    static Retry read(Fields fields) {
      var read =
          new Retry(
              fields.count("attempts", 1, MOST_ATTEMPTS, 2),
              fields.duration("backoff", DEFAULT_BACKOFF),
              fields.percent("budget").map(Number::intValue).orElse(DEFAULT_BUDGET));
      fields.done();
      return read;
    }
  }

  /**
   * A further attempt beside one that is slow; the first answer wins. It is one of the retries that
   * the budget allows.
   *
   * @param after how slow; empty for the 95th percentile of the task's own calls
   * @param max further attempts of one call: each one more helps less and costs the same
   */
  public record Hedge(Optional<Duration> after, int max) {
    private static final String P95 = "p95";

    static Hedge read(Fields fields) {
      boolean observed =
          fields
              .tree("after")
              .map(it -> it instanceof Tree.Scalar scalar && scalar.text().equals(P95))
              .orElse(true);
      var read =
          new Hedge(
              observed ? Optional.empty() : fields.duration("after", " or p95"),
              fields.count("max", 1, MOST_HEDGES, 1));
      fields.done();
      return read;
    }
  }

  /**
   * Opens when the share of failed (or slow) calls among the last {@code window} reaches the rate.
   *
   * @param failureRate percent
   * @param slowRate percent of calls slower than {@code slow}
   * @param openFor how long no call is let through
   */
  public record CircuitBreaker(
      float failureRate, float slowRate, Optional<Duration> slow, int window, Duration openFor) {
    static CircuitBreaker read(Fields fields) {
      var read =
          new CircuitBreaker(
              fields.percent("failure-rate").map(Number::floatValue).orElse(50f),
              fields.percent("slow-rate").map(Number::floatValue).orElse(100f),
              fields.duration("slow"),
              fields.count("window", 1, MOST_CALLS, 20),
              fields.duration("open-for", Duration.ofSeconds(5)));
      fields.done();
      return read;
    }
  }

  /**
   * @param max calls under way at once; the next one is rejected
   */
  public record Bulkhead(int max) {
    static Bulkhead read(Fields fields) {
      var read = new Bulkhead(fields.count("max", 1, MOST_CALLS, 100));
      fields.done();
      return read;
    }
  }

  /**
   * @param permits calls let through in each period; the next one is rejected
   */
  public record RateLimit(int permits, Duration per) {
    static RateLimit read(Fields fields) {
      var read =
          new RateLimit(
              fields.count("permits", 1, MOST_PERMITS, 100),
              fields.duration("per", Duration.ofSeconds(1)));
      fields.done();
      return read;
    }
  }

  static GuardsConfig read(Fields fields, Kind kind) {
    return new GuardsConfig(
        fields.duration("timeout", defaultTimeout(kind)),
        fields.nested("retry").map(Retry::read),
        fields.nested("hedge").map(Hedge::read),
        fields.nested("circuit-breaker").map(CircuitBreaker::read),
        fields.nested("bulkhead").map(Bulkhead::read),
        fields.nested("rate-limit").map(RateLimit::read));
  }

  /** An interactive request lives about two seconds; one call should not take all of them. */
  private static Duration defaultTimeout(Kind kind) {
    return switch (kind) {
      case HTTP, MONGO -> Duration.ofSeconds(1);
      case REDIS -> Duration.ofMillis(250);
      case SMTP -> Duration.ofSeconds(10);
    };
  }
}
