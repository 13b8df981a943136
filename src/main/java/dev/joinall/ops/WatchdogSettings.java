package dev.joinall.ops;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When an event loop counts as blocked.
 *
 * @param threshold from 10 ms on, or the watching would be what keeps the loops busy; by default
 *     what nobody waiting for an answer would overlook
 */
@ConfigurationProperties("joinall.watchdog")
public record WatchdogSettings(@DefaultValue("100ms") Duration threshold) {
  private static final Duration LEAST = Duration.ofMillis(10);

  public WatchdogSettings {
    if (threshold.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException("joinall.watchdog.threshold must be at least 10ms");
    }
  }
}
