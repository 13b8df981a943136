package dev.joinall.ops;

import dev.joinall.backend.Health;

/** Counts the checks of one backend. Used by one check at a time. */
final class CheckHistory {
  private boolean wasUp;
  private int failed;

  Checked add(Health health) {
    switch (health) {
      case Health.Up up -> {
        wasUp = true;
        failed = 0;
      }
      case Health.Down down -> failed++;
      case Health.Busy busy -> {}
    }
    return new Checked(health, wasUp, failed);
  }
}
