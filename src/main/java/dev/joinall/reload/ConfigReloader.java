package dev.joinall.reload;

import dev.joinall.config.ConfigException;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.Source;
import dev.joinall.ops.ConfigVersion;
import dev.joinall.plan.Plan;
import dev.joinall.serving.Deployment;
import dev.joinall.serving.LiveDeployment;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again, serves it, and logs the result. An invalid configuration changes
 * nothing. Blocks. Thread-safe.
 */
public final class ConfigReloader implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(ConfigReloader.class);

  private final Path file;
  private final LiveDeployment live;
  private final ConfigVersion version;

  public ConfigReloader(Path file, LiveDeployment live, ConfigVersion version) {
    this.file = file;
    this.live = live;
    this.version = version;
  }

  /** Never throws, because its caller could not report it. */
  @Override
  public synchronized void run() {
    try {
      Source source = ConfigFile.source(file, ConfigFile.reload(file));
      if (live.swap(source)) {
        log.info("Reloaded {}: {}", file, names(live.deployment()));
      }
      version.served(live.deployment().source());
    } catch (ConfigException e) {
      log.error(
          "The new {} is invalid; the previous one stays in service\n{}", file, e.getMessage());
      version.refused(e);
    } catch (Throwable e) { // also a linkage error: the next file may not need that class
      log.error("The new {} could not be put into service; please report this", file, e);
      version.refused(new ConfigException("a defect: " + e.getClass().getSimpleName(), e));
    }
  }

  private static String names(Deployment deployment) {
    return deployment.plans().stream().map(Plan::name).collect(Collectors.joining(", "));
  }
}
