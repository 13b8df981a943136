package dev.joinall.serving;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Kinds;
import dev.joinall.cache.CacheStore;
import dev.joinall.cache.SharedStore;
import dev.joinall.cache.SharedValues;
import dev.joinall.config.Config;
import dev.joinall.config.Fields;
import dev.joinall.config.Problems;
import dev.joinall.config.RequestLimitConfig;
import dev.joinall.config.Tree;
import dev.joinall.security.SharedBuckets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.scheduler.Scheduler;

/**
 * Finds the backends that {@code shared} names, at which the replicas cache values or count
 * requests.
 */
record SharedBackends(
    Config config, Kinds kinds, Map<String, SharedBackend> opened, Problems problems) {

  /**
   * The shared caches by the name of the backend. Reports backends that do not exist or can't share
   * values.
   */
  Map<String, SharedStore> stores(CacheStore store, Scheduler scheduler) {
    Map<String, SharedStore> found = new LinkedHashMap<>();
    config
        .caches()
        .forEach(cache ->
            cache
                .shared()
                .ifPresent(name ->
                    find(name, cache.where(), SharedValues.Owner.class, "share values")
                        .ifPresent(
                            it -> found.put(name, store.shared(it.sharedValues(), scheduler)))));
    return found;
  }

  /**
   * The shared rate limits by the name of the backend. Reports backends that do not exist or can't
   * count.
   */
  Map<String, SharedBuckets> buckets() {
    Map<String, SharedBuckets> found = new LinkedHashMap<>();
    limits()
        .forEach(limit ->
            limit
                .shared()
                .ifPresent(name ->
                    find(name, limit.where(), SharedBuckets.class, "count requests")
                        .ifPresent(it -> found.put(name, it))));
    return found;
  }

  private Stream<RequestLimitConfig> limits() {
    return Stream.concat(
        config.rateLimit().stream(),
        config.aggregations().values().stream().flatMap(it -> it.access().rateLimit().stream()));
  }

  /**
   * The backend if it has the type.
   *
   * @param declaration the part of the file with the key {@code shared}
   * @param what the ability of this type, for the message
   */
  private <T> Optional<T> find(String name, Tree declaration, Class<T> type, String what) {
    Tree where = new Fields(declaration, problems).tree("shared").orElseThrow();
    if (!config.backends().containsKey(name)) {
      problems.add(
          where,
          "there is no backend \"" + name + "\"",
          Problems.suggest(name, config.backends().keySet()));
      return Optional.empty();
    }
    SharedBackend known = opened.get(name);
    if (known == null) {
      return Optional.empty(); // it has problems of its own
    }
    Backend backend = known.backend();
    if (!type.isInstance(backend)) {
      problems.add(
          where,
          "a backend of kind " + config.backends().get(name).kind() + " can't " + what,
          "kinds that can: " + kinds.with(type));
      return Optional.empty();
    }
    return Optional.of(type.cast(backend));
  }
}
