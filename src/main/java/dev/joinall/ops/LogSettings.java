package dev.joinall.ops;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the run log tells.
 *
 * @param slow a request that takes longer is told of; by default half of the usual deadline
 * @param linesPerSecond at the most; by default as many as a person can follow
 */
@ConfigurationProperties("joinall.log")
public record LogSettings(
    @DefaultValue("1s") Duration slow, @DefaultValue("10") int linesPerSecond) {
  public LogSettings {
    if (slow.isNegative() || slow.isZero()) {
      throw new IllegalArgumentException("joinall.log.slow must be longer than 0");
    }
    if (linesPerSecond < 1) {
      throw new IllegalArgumentException("joinall.log.lines-per-second must be at least 1");
    }
  }
}
