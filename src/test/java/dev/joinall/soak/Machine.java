package dev.joinall.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The head of the table: the machine, and how to read the results. */
final class Machine {
  private Machine() {}

  static String head() {
    return """
    # Behaviour under faults and load

    Measured by `./mvnw verify -Psoak` on %s: %d cores of %s, %.0f GiB, Linux %s, Java %s. The mean
    load of the machine was %.1f over the last minute. The server is a separate process. The load, the
    backends (a real redis-server, PostgreSQL, MongoDB's protocol in memory, AMQP, SMTP, HTTP) and the proxies that inject
    faults share its cores; where the CPU is the bottleneck, the server has its own core. Clients measure
    the times, from the scheduled moment of sending. A limit such as `250 ms + 3 x 1.2` is 250 ms plus
    three times the longest delay of a thread that only sleeps. Part of the usual time: %.2f;
    timeouts and deadlines: %d times the usual ones.

    | test | limit | measured | met |
    |---|---|---|---|
    """
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            Runtime.getRuntime().availableProcessors(),
            first("/proc/cpuinfo", "model name"),
            Double.parseDouble(first("/proc/meminfo", "MemTotal").replace("kB", "")) / (1 << 20),
            System.getProperty("os.version"),
            System.getProperty("java.version"),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
            Pace.SHARE,
            Pace.SLOW);
  }

  private static String first(String file, String name) {
    try (var lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
