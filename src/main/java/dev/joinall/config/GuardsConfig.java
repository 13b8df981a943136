package dev.joinall.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What a backend or a task declares between a task and a backend that misbehaves. A guard is there
 * only where it is declared; each default below is for one that is, and gives its reason.
 */
public record GuardsConfig(
    Optional<Retry> retry,
    Optional<Hedge> hedge,
    Optional<CircuitBreaker> circuitBreaker,
    Optional<Bulkhead> bulkhead,
    Optional<RateLimit> rateLimit) {
  /** With back-off doubled each time, more would outlive any deadline. */
  private static final int MAX_ATTEMPTS = 10;

  /** Each one is a whole call more, and seldom the one that is quick. */
  private static final int MAX_HEDGES = 3;

  private static final int MAX_CALLS = 100_000;
  private static final int MAX_PERMITS = 1_000_000;

  /**
   * @param attempts in all, the first one counted; at least 1
   * @param backoff before the second attempt; doubled before each further one, with full jitter
   * @param budget percent of the backend's calls that may be retried, beside a small floor
   */
  public record Retry(int attempts, Duration backoff, int budget) {
    /** The second one finds what a restart or a lost connection cost; a third seldom finds more. */
    static final int DEFAULT_ATTEMPTS = 2;

    /** Long enough for a balancer to choose another instance, short against a deadline. */
    static final Duration DEFAULT_BACKOFF = Duration.ofMillis(20);

    /** An outage should get little more load than a good day. */
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
   * A further attempt beside one that is slow; the first answer wins. It is one of the retries that
   * the budget allows.
   *
   * @param after how slow; empty for the 95th percentile of the task's own calls: one call in
   *     twenty is made twice. There is no hedge as long as too few calls are known
   * @param max further attempts of one call
   */
  public record Hedge(Optional<Duration> after, int max) {
    private static final String P95 = "p95";

    /** Where two attempts are slow, a third one seldom is not. */
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
   * Opens when the share of failed (or slow) calls among the last {@code window} reaches the rate.
   *
   * @param failureRate percent
   * @param slowRate percent of calls slower than {@code slow}
   * @param slow empty where no call counts as slow; how slow is too slow only the operator knows
   * @param openFor how long no call is let through
   */
  public record CircuitBreaker(
      float failureRate, float slowRate, Optional<Duration> slow, int window, Duration openFor) {
    /** Below it, retries and fallbacks do more good than no calls at all. */
    static final float DEFAULT_FAILURE_RATE = 50;

    /** A backend that is slow but answers is better than none, unless somebody says when not. */
    static final float DEFAULT_SLOW_RATE = 100;

    /** A backend that hangs is found within so many calls, and no fault by chance opens. */
    static final int DEFAULT_WINDOW = 20;

    /** An instance restarts in seconds; a minute would be an outage of our own making. */
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
   * @param max calls under way at once; the next one is rejected
   */
  public record Bulkhead(int max) {
    /** As many as an HTTP backend has connections. */
    static final int DEFAULT_MAX = 100;

    static Bulkhead read(Fields fields) {
      var read = new Bulkhead(fields.count("max", 1, MAX_CALLS, DEFAULT_MAX));
      fields.done();
      return read;
    }
  }

  /**
   * @param permits calls let through in each period; the next one is rejected
   */
  public record RateLimit(int permits, Duration per) {
    /** A number to be replaced: what was agreed with the other side, nobody else knows. */
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

  /** Declares nothing. */
  static final GuardsConfig NONE =
      new GuardsConfig(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  static GuardsConfig read(Fields fields) {
    return new GuardsConfig(
        fields.nested("retry").map(Retry::read),
        fields.nested("hedge").map(Hedge::read),
        fields.nested("circuit-breaker").map(CircuitBreaker::read),
        fields.nested("bulkhead").map(Bulkhead::read),
        fields.nested("rate-limit").map(RateLimit::read));
  }

  /** Each guard of this one, or of the other where this one does not declare it. */
  GuardsConfig or(GuardsConfig other) {
    return new GuardsConfig(
        retry.or(() -> other.retry),
        hedge.or(() -> other.hedge),
        circuitBreaker.or(() -> other.circuitBreaker),
        bulkhead.or(() -> other.bulkhead),
        rateLimit.or(() -> other.rateLimit));
  }

  /** The same without the guards that make a call more than once. */
  GuardsConfig onceOnly() {
    return new GuardsConfig(
        Optional.empty(), Optional.empty(), circuitBreaker, bulkhead, rateLimit);
  }

  public boolean isEmpty() {
    return equals(NONE);
  }
}
