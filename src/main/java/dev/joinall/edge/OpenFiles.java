package dev.joinall.edge;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file descriptors of this process, sockets among them.
 *
 * @param open their current number
 * @param max the maximum that the operating system permits
 */
record OpenFiles(long open, long max) {
  private static final Logger log = LoggerFactory.getLogger(OpenFiles.class);

  /** The numbers of the operating system; unlimited if it reports none. */
  static OpenFiles now() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? new OpenFiles(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount())
        : new OpenFiles(0, Long.MAX_VALUE);
  }

  /**
   * The number of connections for clients: at most half of the free descriptors, so that backends,
   * the management port and the JVM have the other half.
   *
   * @param wanted the number in the settings
   */
  int forClients(int wanted) {
    long most = Math.max(1, (max - open) / 2);
    if (most >= wanted) {
      return wanted;
    }
    log.warn(
        "joinall.limits.connections is reduced to {} (from {}): the process can open {} files, and"
            + " {} are open; raise the limit of open files (ulimit -n)",
        most,
        wanted,
        max,
        open);
    return Math.toIntExact(most);
  }
}
