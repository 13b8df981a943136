package dev.joinall;

import dev.joinall.config.ConfigException;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.Source;
import dev.joinall.ops.NewestFile;
import dev.joinall.plan.Plan;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings another version of the file into service, and tells what became of it. A version that
 * can't be served changes nothing. Thread-safe; blocks.
 */
final class Reload implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Reload.class);

  private final Path file;
  private final Serving serving;
  private final NewestFile newest;

  Reload(Path file, Serving serving, NewestFile newest) {
    this.file = file;
    this.serving = serving;
    this.newest = newest;
  }

  /** Never throws: who calls it has nobody to tell. */
  @Override
  public synchronized void run() {
    try {
      Source source = ConfigFile.source(file, ConfigFile.reload(file));
      if (serving.swap(source)) {
        log.info("Reloaded {}: {}", file, names(serving.wiring()));
      }
      newest.served(serving.wiring().source());
    } catch (ConfigException e) {
      log.error("The new {} is refused; what was served before goes on\n{}", file, e.getMessage());
      newest.refused(e);
    } catch (Throwable e) { // also what a library could not load: the next file may do without it
      log.error("The new {} could not be served; please report this", file, e);
      newest.refused(new ConfigException("a defect: " + e.getClass().getSimpleName(), e));
    }
  }

  private static String names(Wiring wiring) {
    return wiring.plans().stream().map(Plan::name).collect(Collectors.joining(", "));
  }
}
