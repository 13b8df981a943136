package dev.joinall.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The whole file; entries by name, in declared order.
 *
 * @param info for the OpenAPI document
 * @param security empty if the file declares no callers
 * @param rateLimit of all routes together
 */
public record Config(
    Source source,
    Tree.Mapping info,
    Optional<SecurityConfig> security,
    Optional<RequestLimitConfig> rateLimit,
    Map<String, BackendConfig> backends,
    Map<String, AggregationConfig> aggregations) {

  public Config {
    backends = Collections.unmodifiableMap(new LinkedHashMap<>(backends));
    aggregations = Collections.unmodifiableMap(new LinkedHashMap<>(aggregations));
  }

  /** The caches of all routes and tasks. */
  public Stream<CacheConfig> caches() {
    return aggregations.values().stream().flatMap(AggregationConfig::caches);
  }
}
