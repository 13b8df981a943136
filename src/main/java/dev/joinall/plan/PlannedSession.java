package dev.joinall.plan;

import dev.joinall.backend.Backend;
import dev.joinall.cache.CacheStore;
import dev.joinall.config.SessionMode;

/**
 * The session that the tasks of one aggregation share at a backend.
 *
 * @param name the name of the backend
 * @param store contains values that its effects may make stale
 */
public record PlannedSession(String name, Backend backend, SessionMode mode, CacheStore store) {
  public boolean isTransaction() {
    return mode == SessionMode.TRANSACTION;
  }
}
