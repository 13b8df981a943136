package dev.joinall.edge;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files and sockets of this process.
 *
 * @param open now
 * @param max that the system lets it open
 */
record OpenFiles(long open, long max) {
  private static final Logger log = LoggerFactory.getLogger(OpenFiles.class);

  /** As the system tells; without a bound where it does not. */
  static OpenFiles now() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? new OpenFiles(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount())
        : new OpenFiles(0, Long.MAX_VALUE);
  }

  /**
   * How many connections clients may have: at most half of what is free, so that backends, the
   * management port and the JVM have the other half.
   *
   * @param wanted by the settings
   */
  int forClients(int wanted) {
    long most = Math.max(1, (max - open) / 2);
    if (most >= wanted) {
      return wanted;
    }
    log.warn(
        "joinall.limits.connections is {} instead of {}: this process may open {} files, and {} are"
            + " open; raise the limit of open files (ulimit -n)",
        most,
        wanted,
        max,
        open);
    return Math.toIntExact(most);
  }
}
