package dev.joinall.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The whole file; entries by name, in declared order.
 *
 * @param info for the OpenAPI document
 */
public record Config(
    Source source,
    Tree.Mapping info,
    Map<String, BackendConfig> backends,
    Map<String, AggregationConfig> aggregations) {

  public Config {
    backends = Collections.unmodifiableMap(new LinkedHashMap<>(backends));
    aggregations = Collections.unmodifiableMap(new LinkedHashMap<>(aggregations));
  }
}
