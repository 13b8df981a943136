package dev.joinall.ops;

import java.time.Duration;

/**
 * The settings of the watchdog.
 *
 * @param threshold at least 10 ms, because shorter checks would themselves keep the loops busy; the
 *     default is a delay that a waiting client would notice
 */
public record WatchdogSettings(Duration threshold) {
  private static final Duration MIN_THRESHOLD = Duration.ofMillis(10);

  public WatchdogSettings {
    if (threshold.compareTo(MIN_THRESHOLD) < 0) {
      throw new IllegalArgumentException("joinall.watchdog.threshold must be at least 10ms");
    }
  }
}
