package dev.joinall.cache;

import java.util.Locale;

/** The result of a call that a cache or an equal call may save. */
public enum CacheEvent {
  /** A fresh value was in this process. */
  HIT,
  /** A fresh value was only in the shared cache. */
  SHARED,
  /** A stale value was used. */
  STALE,
  /** The call was made. */
  MISS,
  /** The value is that of an equal concurrent call of another request. */
  COLLAPSED,
  /** The value is that of an equal call of the same request. */
  COALESCED;

  /** The word used in metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
