package dev.joinall.ops;

import dev.joinall.backend.Health;

/**
 * The latest known status of a backend.
 *
 * @param latest what the last check said
 * @param wasUp whether any check has found it up
 * @param failed checks in a row that found it down; one that found it busy does not count
 */
record BackendStatus(Health latest, boolean wasUp, int failed) {
  /** One check that fails is no news: networks lose packets, and processes pause. */
  static final int FAILED_TO_BE_DOWN = 3;

  /** Certainly down; one that nobody has seen up is believed at once. */
  boolean isDown() {
    return failed >= (wasUp ? FAILED_TO_BE_DOWN : 1);
  }

  String word() {
    return switch (latest) {
      case Health.Up up -> "up";
      case Health.Busy(String reason) -> "busy: " + reason;
      case Health.Down(String reason) -> "down: " + reason;
    };
  }
}
