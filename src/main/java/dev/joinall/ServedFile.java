package dev.joinall;

import dev.joinall.config.ConfigException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the file is.
 *
 * @param isWatched whether its changes are served without a sign from the operator
 */
record ServedFile(Path path, boolean isWatched) {
  private static final String SWITCH = "JOINALL_RELOAD";

  /**
   * Watched unless {@code JOINALL_RELOAD} is {@code off}.
   *
   * @throws ConfigException where it is neither {@code on} nor {@code off}
   */
  static ServedFile of(Path path, Map<String, String> environment) {
    String written = environment.getOrDefault(SWITCH, "on");
    return switch (written) {
      case "on" -> new ServedFile(path, true);
      case "off" -> new ServedFile(path, false);
      default ->
          throw new ConfigException(
              SWITCH + " is on or off, and nothing else.", new IllegalArgumentException(written));
    };
  }
}
