package dev.joinall.ops;

import java.time.Duration;

/**
 * The settings of the run log.
 *
 * @param slow a request that takes longer is logged; by default half of the usual deadline
 * @param linesPerSecond the maximum; by default as many as a person can follow
 * @param wire whether lines of libraries that may contain secrets are written
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
