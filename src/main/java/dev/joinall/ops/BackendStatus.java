package dev.joinall.ops;

import dev.joinall.backend.Health;

/**
 * The latest known status of a backend.
 *
 * @param latest the result of the last check
 * @param wasUp whether any check has found it up
 * @param failed consecutive checks that found it down; a check that found it busy does not count
 */
record BackendStatus(Health latest, boolean wasUp, int failed) {
  /** A single failed check is not enough: networks lose packets, and processes pause. */
  static final int FAILED_TO_BE_DOWN = 3;

  /** Whether it is certainly down. For a backend that was never up, one failed check is enough. */
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
