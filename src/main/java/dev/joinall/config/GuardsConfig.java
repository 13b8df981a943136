package dev.joinall.config;

import java.time.Duration;
import java.util.Optional;

/**
 * The guards of a backend or a task. A guard is active only if it is declared. The comments on the
 * defaults give their reasons.
 */
@Internal
public record GuardsConfig(
    Optional<Retry> retry,
    Optional<Hedge> hedge,
    Optional<CircuitBreaker> circuitBreaker,
    Optional<Bulkhead> bulkhead,
    Optional<RateLimit> rateLimit) {
  /** More attempts would exceed any deadline, because the backoff doubles each time. */
  private static final int MAX_ATTEMPTS = 10;

  /** Each hedge is one more call, and rarely the fastest. */
  private static final int MAX_HEDGES = 3;

  private static final int MAX_CALLS = 100_000;
  private static final int MAX_PERMITS = 1_000_000;

  /**
   * @param attempts in total, including the first; at least 1
   * @param backoff before the second attempt; doubled before each further one, with full jitter
   * @param budget percent of the backend's calls that may be retried, in addition to a small
   *     minimum
   */
  public record Retry(int attempts, Duration backoff, int budget) {
    /** A second attempt covers a restart or a lost connection; a third one rarely helps. */
    static final int DEFAULT_ATTEMPTS = 2;

    /**
     * Long enough for a load balancer to choose another instance, short compared with a deadline.
     */
    static final Duration DEFAULT_BACKOFF = Duration.ofMillis(20);

    /** During an outage the load should increase only a little. */
    public static final int DEFAULT_BUDGET = 10;

    static Retry read(Fields fields) {
      var read =
          new Retry(
              fields.count("attempts", 1, MAX_ATTEMPTS, DEFAULT_ATTEMPTS),
              fields.duration("backoff", DEFAULT_BACKOFF),
              fields.percent("budget").map(Number::intValue).orElse(DEFAULT_BUDGET));
      fields.done();
      return read;
    }
  }

  /**
   * An additional attempt parallel to a slow one; the first success wins. It counts against the
   * retry budget.
   *
   * @param after the delay; empty for the 95th percentile of the task's own calls, so that one call
   *     in twenty is hedged, and none before enough calls were measured
   * @param max additional attempts of one call
   */
  public record Hedge(Optional<Duration> after, int max) {
    private static final String P95 = "p95";

    /** If two attempts are slow, a third one is usually slow too. */
    static final int DEFAULT_MAX = 1;

    static Hedge read(Fields fields) {
      boolean observed =
          fields
              .tree("after")
              .map(it -> it instanceof Tree.Scalar scalar && scalar.text().equals(P95))
              .orElse(true);
      var read =
          new Hedge(
              observed ? Optional.empty() : fields.duration("after", " or p95"),
              fields.count("max", 1, MAX_HEDGES, DEFAULT_MAX));
      fields.done();
      return read;
    }
  }

  /**
   * Opens when the share of failed or slow calls among the last {@code window} reaches the rate.
   *
   * @param failureRate percent
   * @param slowRate percent of calls slower than {@code slow}
   * @param slow the time after which a call is slow; empty if no call counts as slow, because only
   *     the operator knows the limit
   * @param openFor the time for which all calls are rejected
   */
  public record CircuitBreaker(
      float failureRate, float slowRate, Optional<Duration> slow, int window, Duration openFor) {
    /** Below this rate, retries and fallbacks help more than rejecting all calls. */
    static final float DEFAULT_FAILURE_RATE = 50;

    /** By default, slow responses are better than none. */
    static final float DEFAULT_SLOW_RATE = 100;

    /** Small enough to detect a hanging backend fast, large enough not to open by chance. */
    static final int DEFAULT_WINDOW = 20;

    /** An instance restarts in seconds; a minute would prolong the outage. */
    static final Duration DEFAULT_OPEN_FOR = Duration.ofSeconds(5);

    static CircuitBreaker read(Fields fields) {
      var read =
          new CircuitBreaker(
              fields.percent("failure-rate").map(Number::floatValue).orElse(DEFAULT_FAILURE_RATE),
              fields.percent("slow-rate").map(Number::floatValue).orElse(DEFAULT_SLOW_RATE),
              fields.duration("slow"),
              fields.count("window", 1, MAX_CALLS, DEFAULT_WINDOW),
              fields.duration("open-for", DEFAULT_OPEN_FOR));
      fields.done();
      return read;
    }
  }

  /**
   * @param max concurrent calls; more calls are rejected
   */
  public record Bulkhead(int max) {
    /** The default number of connections of an HTTP backend. */
    static final int DEFAULT_MAX = 100;

    static Bulkhead read(Fields fields) {
      var read = new Bulkhead(fields.count("max", 1, MAX_CALLS, DEFAULT_MAX));
      fields.done();
      return read;
    }
  }

  /**
   * @param permits calls in each period; more calls are rejected
   */
  public record RateLimit(int permits, Duration per) {
    /** A placeholder: the right number depends on an agreement with the other side. */
    static final int DEFAULT_PERMITS = 100;

    static final Duration DEFAULT_PER = Duration.ofSeconds(1);

    static RateLimit read(Fields fields) {
      var read =
          new RateLimit(
              fields.count("permits", 1, MAX_PERMITS, DEFAULT_PERMITS),
              fields.duration("per", DEFAULT_PER));
      fields.done();
      return read;
    }
  }

  /** No guards. */
  static final GuardsConfig NONE =
      new GuardsConfig(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  static GuardsConfig read(Fields fields) {
    return new GuardsConfig(
        fields.nested("retry", "retry: { attempts: 2 }").map(Retry::read),
        fields.nested("hedge", "hedge: { after: 50ms }").map(Hedge::read),
        fields
            .nested("circuit-breaker", "circuit-breaker: { failure-rate: 50% }")
            .map(CircuitBreaker::read),
        fields.nested("bulkhead", "bulkhead: { max: 100 }").map(Bulkhead::read),
        fields.nested("rate-limit", "rate-limit: { permits: 100, per: 1s }").map(RateLimit::read));
  }

  /**
   * Returns the guards of this record, and those of {@code other} that this one does not declare.
   */
  GuardsConfig or(GuardsConfig other) {
    return new GuardsConfig(
        retry.or(() -> other.retry),
        hedge.or(() -> other.hedge),
        circuitBreaker.or(() -> other.circuitBreaker),
        bulkhead.or(() -> other.bulkhead),
        rateLimit.or(() -> other.rateLimit));
  }

  /** Returns a copy without the guards that repeat calls. */
  public GuardsConfig onceOnly() {
    return new GuardsConfig(
        Optional.empty(), Optional.empty(), circuitBreaker, bulkhead, rateLimit);
  }

  GuardsConfig withoutHedge() {
    return new GuardsConfig(retry, Optional.empty(), circuitBreaker, bulkhead, rateLimit);
  }

  public boolean isEmpty() {
    return equals(NONE);
  }
}
