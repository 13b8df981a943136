package dev.joinall.reload;

import dev.joinall.config.ConfigException;
import dev.joinall.config.ConfigFile;
import java.nio.file.Path;
import java.util.Map;

/**
 * The location of the configuration file.
 *
 * @param isRegular whether it can be read again; a pipe can be read only once
 * @param isWatched whether its changes are served without SIGHUP
 */
public record ConfigLocation(Path path, boolean isRegular, boolean isWatched) {
  private static final String SWITCH = "JOINALL_RELOAD";

  /**
   * The location of this file. It is watched unless it is a pipe, or {@code JOINALL_RELOAD} is
   * {@code off}.
   *
   * @throws ConfigException if the variable is neither {@code on} nor {@code off}, or there is no
   *     file
   */
  public static ConfigLocation of(Path path, Map<String, String> environment) {
    String written = environment.getOrDefault(SWITCH, "on");
    if (!written.equals("on") && !written.equals("off")) {
      throw new ConfigException(
          SWITCH + " is on or off, and nothing else.", new IllegalArgumentException(written));
    }
    boolean isRegular = ConfigFile.isRegular(path);
    return new ConfigLocation(path, isRegular, isRegular && written.equals("on"));
  }
}
