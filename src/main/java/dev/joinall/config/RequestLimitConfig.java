package dev.joinall.config;

import java.time.Duration;
import java.util.Optional;

/**
 * The rate limit of a route.
 *
 * @param permits requests in each period, on average
 * @param burst requests that may arrive at once
 * @param shared the backend that counts for all replicas; empty if each replica counts separately
 * @param whenDown the behaviour while that backend is unavailable
 * @param by the value with a separate limit; empty if all requests share one
 */
public record RequestLimitConfig(
    Tree where,
    int permits,
    Duration per,
    int burst,
    Optional<String> shared,
    WhenDown whenDown,
    Optional<Tree> by) {
  /** The behaviour while the shared count is unavailable. */
  public enum WhenDown {
    /** Each replica counts separately. */
    LOCAL,
    /** All requests are allowed. */
    ALLOW,
    /** All requests are rejected. */
    REJECT
  }

  private static final int MAX_PERMITS = 1_000_000;

  static RequestLimitConfig read(Fields fields) {
    var _ = fields.required("permits", "for example rate-limit: { permits: 100, per: 1m }");
    int permits = fields.count("permits", 1, MAX_PERMITS, 1);
    Duration per = fields.duration("per", GuardsConfig.RateLimit.DEFAULT_PER);
    int burst = fields.count("burst", 1, MAX_PERMITS, permits);
    Optional<String> shared = fields.constant("shared");
    WhenDown whenDown = fields.oneOf("when-down", WhenDown.class, WhenDown.LOCAL);
    if (shared.isEmpty()) {
      fields
          .tree("when-down")
          .ifPresent(it ->
              fields.report(
                  it,
                  "the limit is not shared",
                  "shared: the name of a backend that can count requests"));
    }
    Optional<Tree> by = fields.tree("by");
    fields.done();
    return new RequestLimitConfig(fields.mapping(), permits, per, burst, shared, whenDown, by);
  }
}
