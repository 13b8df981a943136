package dev.joinall.ops;

import dev.joinall.backend.Health;

/** Counts the checks of one backend. Used by one check at a time. */
final class CheckHistory {
  private boolean wasUp;
  private int failed;

  BackendStatus add(Health health) {
    switch (health) {
      case Health.Up up -> {
        wasUp = true;
        failed = 0;
      }
      case Health.Down down -> failed++;
      case Health.Busy busy -> {}
    }
    return new BackendStatus(health, wasUp, failed);
  }
}
