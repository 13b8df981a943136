package dev.joinall.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How often a route may be called.
 *
 * @param permits requests in each period, on average
 * @param burst requests that may come at once
 * @param by the value that has a limit of its own; empty if all requests share one
 */
public record RequestLimitConfig(
    Tree where, int permits, Duration per, int burst, Optional<Tree> by) {
  private static final int MAX_PERMITS = 1_000_000;

  static RequestLimitConfig read(Fields fields) {
    var _ = fields.required("permits", "for example rate-limit: { permits: 100, per: 1m }");
    int permits = fields.count("permits", 1, MAX_PERMITS, 1);
    Duration per = fields.duration("per", GuardsConfig.RateLimit.DEFAULT_PER);
    int burst = fields.count("burst", 1, MAX_PERMITS, permits);
    Optional<Tree> by = fields.tree("by");
    fields.done();
    return new RequestLimitConfig(fields.mapping(), permits, per, burst, by);
  }
}
