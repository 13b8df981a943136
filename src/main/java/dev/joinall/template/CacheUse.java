package dev.joinall.template;

import dev.joinall.config.Internal;

/**
 * The use of a cache by a call.
 *
 * @param result whether the call was made
 * @param seconds for which the value is fresh; negative if it is stale
 * @param stored whether the value of the call was stored
 */
@Internal
public record CacheUse(Result result, long seconds, boolean stored) {
  /** The use for a caller that joined this call. */
  public CacheUse collapsed() {
    return result == Result.MISS || result == Result.RENEWED
        ? new CacheUse(Result.COLLAPSED, seconds, false)
        : this;
  }

  /** The result of a look-up in a cache. */
  public enum Result {
    /** The cache had a fresh value. */
    HIT,
    /** The cache that the replicas share had a fresh value. */
    SHARED,
    /** The cache had a value that is no longer fresh. */
    STALE,
    /** The call was made. */
    MISS,
    /** The call was made, and found the value unchanged. */
    RENEWED,
    /** The caller got the value of an equal call in flight. */
    COLLAPSED
  }
}
