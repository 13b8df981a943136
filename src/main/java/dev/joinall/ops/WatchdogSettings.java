package dev.joinall.ops;

import java.time.Duration;

/**
 * When an event loop counts as blocked.
 *
 * @param threshold from 10 ms on, or the watching would be what keeps the loops busy; by default
 *     what nobody waiting for an answer would overlook
 */
public record WatchdogSettings(Duration threshold) {
  private static final Duration MIN_THRESHOLD = Duration.ofMillis(10);

  public WatchdogSettings {
    if (threshold.compareTo(MIN_THRESHOLD) < 0) {
      throw new IllegalArgumentException("joinall.watchdog.threshold must be at least 10ms");
    }
  }
}
