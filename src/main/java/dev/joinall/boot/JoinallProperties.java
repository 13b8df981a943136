package dev.joinall.boot;

import dev.joinall.edge.Limits;
import dev.joinall.ops.LogSettings;
import dev.joinall.ops.WatchdogSettings;
import java.time.Duration;

/**
 * The settings of this process, under {@code joinall}. Their defaults are in application.yaml.
 *
 * @param openapi the file's documents
 * @param limits what clients may ask of this process
 * @param shutdown how it ends
 * @param log which requests have a line in the log
 * @param watchdog over the event loops
 */
public record JoinallProperties(
    Documents openapi,
    Limits limits,
    Shutdown shutdown,
    LogSettings log,
    WatchdogSettings watchdog) {
  static final String PREFIX = "joinall";

  /**
   * The file's documents.
   *
   * @param enabled whether they are served beside its routes
   */
  record Documents(boolean enabled) {}

  /**
   * How the process ends.
   *
   * @param pause from saying that it is not ready to taking no connection any more
   * @param grace for what is under way then
   */
  record Shutdown(Duration pause, Duration grace) {
    private static final Duration MAX_DURATION = Duration.ofHours(1);

    Shutdown {
      atMost(pause, "pause");
      atMost(grace, "grace");
    }

    private static void atMost(Duration given, String name) {
      if (given.isNegative() || given.compareTo(MAX_DURATION) > 0) {
        throw new IllegalArgumentException(name + " has to be a time from 0s to 1h");
      }
    }
  }
}
