package dev.joinall.cache;

import java.util.Locale;

/** What became of a call that a cache or an equal call may save. */
public enum CacheEvent {
  /** A fresh value was there. */
  HIT,
  /** A fresh value was not in this process, but where the replicas share them. */
  SHARED,
  /** A value was there that is no longer fresh, and was used. */
  STALE,
  /** The call was made. */
  MISS,
  /** The value is that of an equal call of another request, which was on its way. */
  COLLAPSED,
  /** The value is that of an equal call of the same request. */
  COALESCED;

  /** The word in metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
