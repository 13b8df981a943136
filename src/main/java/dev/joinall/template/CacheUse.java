package dev.joinall.template;

import dev.joinall.config.Internal;

/**
 * What a cache did for a call.
 *
 * @param result whether the call was made
 * @param seconds for which the value is fresh; negative if it no longer is
 * @param stored whether the value of the call was stored
 */
@Internal
public record CacheUse(Result result, long seconds, boolean stored) {
  /** The same for a caller that joined the call. */
  public CacheUse collapsed() {
    return result == Result.MISS || result == Result.RENEWED
        ? new CacheUse(Result.COLLAPSED, seconds, false)
        : this;
  }

  /** What became of a call. */
  public enum Result {
    /** A fresh value was there. */
    HIT,
    /** The same, where the replicas share values. */
    SHARED,
    /** A value was there that is no longer fresh. */
    STALE,
    /** The call was made. */
    MISS,
    /** The call was made, and found the value unchanged. */
    RENEWED,
    /** The value is that of an equal call that was on its way. */
    COLLAPSED
  }
}
