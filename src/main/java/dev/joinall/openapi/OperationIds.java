package dev.joinall.openapi;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.Config;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Generates the ids of operations from the names of aggregations: identifiers that do not differ
 * only in case.
 */
final class OperationIds {
  private final Map<String, String> ids = new HashMap<>();

  OperationIds(Config config) {
    Set<String> taken = new HashSet<>();
    for (AggregationConfig aggregation : config.aggregations().values()) {
      if (aggregation.route().isPresent()) {
        String wanted = Titles.camel(aggregation.name());
        String id = wanted;
        for (int i = 2; !taken.add(id.toLowerCase(Locale.ROOT)); i++) {
          id = wanted + i;
        }
        ids.put(aggregation.name(), id);
      }
    }
  }

  String of(AggregationConfig aggregation) {
    return Objects.requireNonNull(ids.get(aggregation.name()));
  }
}
