package dev.joinall.plan;

import dev.joinall.backend.EnumCounters;
import dev.joinall.cache.CacheEvent;
import java.util.Optional;

/**
 * The ways in which a task saves calls.
 *
 * @param cached whether its values are cached
 * @param isShared whether replicas share the cache
 * @param declaration the same for tasks whose calls are equal if they read equal values; empty if
 *     each call is made
 * @param counters empty if each call is made
 */
public record Reuse(
    boolean cached,
    boolean isShared,
    Optional<String> declaration,
    Optional<EnumCounters<CacheEvent>> counters) {
  /** Every call is made. */
  public static final Reuse NONE = new Reuse(false, false, Optional.empty(), Optional.empty());
}
