package dev.joinall.ops;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * The settings of the logs of requests.
 *
 * @param slow a request that takes longer is logged; by default half of the usual deadline
 * @param linesPerSecond the maximum number of lines; by default as many as a person can follow
 * @param wire whether lines of libraries that may contain secrets are written
 * @param access whether each answer of the port is logged
 * @param audit whether each request to a route is logged with its decision
 * @param caller the header of a request that names its caller in that line; empty for none
 */
public record LogSettings(
    Duration slow, int linesPerSecond, boolean wire, boolean access, boolean audit, String caller) {
  private static final Set<String> SECRET =
      Set.of("authorization", "proxy-authorization", "cookie");

  public LogSettings {
    if (slow.isNegative() || slow.isZero()) {
      throw new IllegalArgumentException("joinall.log.slow must be longer than 0");
    }
    if (linesPerSecond < 1) {
      throw new IllegalArgumentException("joinall.log.lines-per-second must be at least 1");
    }
    if (SECRET.contains(caller.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "joinall.log.caller can't be " + caller + ", which holds secrets");
    }
  }
}
