package dev.joinall.plan;

import dev.joinall.backend.EnumCounters;
import dev.joinall.cache.CacheEvent;
import java.util.Optional;

/**
 * How a task saves calls.
 *
 * @param cached whether its values are kept
 * @param isShared whether replicas share them
 * @param declaration the same for tasks whose calls are equal if they read equal values; empty if
 *     each call is made
 * @param counters empty for a task whose calls are all made
 */
public record Reuse(
    boolean cached,
    boolean isShared,
    Optional<String> declaration,
    Optional<EnumCounters<CacheEvent>> counters) {
  /** Every call is made. */
  public static final Reuse NONE = new Reuse(false, false, Optional.empty(), Optional.empty());
}
