package dev.joinall.serving;

import dev.joinall.config.Config;
import dev.joinall.config.Fields;
import dev.joinall.config.Problems;
import dev.joinall.config.RequestLimitConfig;
import dev.joinall.config.Tree;
import dev.joinall.security.SharedBuckets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the backends in which limits of requests are counted for all replicas. */
final class SharedLimits {
  private SharedLimits() {}

  /** By the name of the backend. Reports those that are not there, or can't count. */
  static Map<String, SharedBuckets> of(
      Config config, Map<String, SharedBackend> opened, Problems problems) {
    Map<String, SharedBuckets> found = new LinkedHashMap<>();
    Stream.concat(
            config.rateLimit().stream(),
            config.aggregations().values().stream().flatMap(it -> it.access().rateLimit().stream()))
        .forEach(limit ->
            limit.shared().ifPresent(name -> find(name, limit, config, opened, found, problems)));
    return found;
  }

  private static void find(
      String name,
      RequestLimitConfig limit,
      Config config,
      Map<String, SharedBackend> opened,
      Map<String, SharedBuckets> found,
      Problems problems) {
    Tree where = new Fields(limit.where(), problems).tree("shared").orElseThrow();
    if (!config.backends().containsKey(name)) {
      problems.add(
          where,
          "there is no backend \"" + name + "\"",
          Problems.suggest(name, config.backends().keySet()));
      return;
    }
    SharedBackend backend = opened.get(name);
    if (backend == null) {
      return; // it has problems of its own
    }
    if (backend.backend() instanceof SharedBuckets buckets) {
      found.put(name, buckets);
    } else {
      problems.add(
          where,
          "a backend of kind " + config.backends().get(name).kind() + " can't count requests",
          "name a backend of kind redis");
    }
  }
}
