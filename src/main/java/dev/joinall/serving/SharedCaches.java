package dev.joinall.serving;

import dev.joinall.cache.CacheStore;
import dev.joinall.cache.SharedStore;
import dev.joinall.cache.SharedValues;
import dev.joinall.config.CacheConfig;
import dev.joinall.config.Config;
import dev.joinall.config.Fields;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import reactor.core.scheduler.Scheduler;

/** Finds the backends at which replicas share the values that tasks keep. */
record SharedCaches(
    Config config,
    Map<String, SharedBackend> opened,
    CacheStore store,
    Scheduler scheduler,
    Problems problems) {

  /** By the name of the backend. Reports those that are not there, or can't share values. */
  Map<String, SharedStore> all() {
    Map<String, SharedStore> found = new LinkedHashMap<>();
    caches().forEach(cache -> cache.shared().ifPresent(name -> find(name, cache, found)));
    return found;
  }

  private Stream<CacheConfig> caches() {
    return config.aggregations().values().stream()
        .flatMap(it ->
            Stream.concat(
                it.cache().stream(),
                it.tasks().values().stream().flatMap(task -> task.reuse().cache().stream())));
  }

  private void find(String name, CacheConfig cache, Map<String, SharedStore> found) {
    Tree where = new Fields(cache.where(), problems).tree("shared").orElseThrow();
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
    if (backend.backend() instanceof SharedValues.Owner owner) {
      found.put(name, store.shared(owner.sharedValues(), scheduler));
    } else {
      problems.add(
          where,
          "a backend of kind " + config.backends().get(name).kind() + " can't share values",
          "name a backend of kind redis");
    }
  }
}
