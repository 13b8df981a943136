package dev.joinall.ops;

import java.time.Duration;

/**
 * What the run log tells.
 *
 * @param slow a request that takes longer is told of; by default half of the usual deadline
 * @param linesPerSecond at the most; by default as many as a person can follow
 * @param wire whether lines of libraries are written that may hold secrets
 */
public record LogSettings(Duration slow, int linesPerSecond, boolean wire) {
  public LogSettings {
    if (slow.isNegative() || slow.isZero()) {
      throw new IllegalArgumentException("joinall.log.slow must be longer than 0");
    }
    if (linesPerSecond < 1) {
      throw new IllegalArgumentException("joinall.log.lines-per-second must be at least 1");
    }
  }
}
