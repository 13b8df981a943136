package dev.joinall.plan;

import dev.joinall.backend.Backend;
import dev.joinall.config.SessionMode;

/**
 * What the tasks of one aggregation share at a backend.
 *
 * @param name of the backend
 */
public record PlannedSession(String name, Backend backend, SessionMode mode) {
  public boolean isTransaction() {
    return mode == SessionMode.TRANSACTION;
  }
}
