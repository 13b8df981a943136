package dev.joinall.config;

import java.util.List;
import java.util.Optional;

/**
 * The reuse of values by a task, and the values that it invalidates.
 *
 * @param cache empty if its value is not cached
 * @param coalesce whether equal calls of one request are made once
 * @param invalidates tags of values that its effect makes stale
 */
@Internal
public record ReuseConfig(Optional<CacheConfig> cache, boolean coalesce, List<Tree> invalidates) {
  static final ReuseConfig NONE = new ReuseConfig(Optional.empty(), false, List.of());

  public ReuseConfig {
    invalidates = List.copyOf(invalidates);
  }

  static ReuseConfig read(Fields task) {
    return new ReuseConfig(
        CacheConfig.ofTask(task), task.flag("coalesce", true), task.items("invalidates"));
  }
}
