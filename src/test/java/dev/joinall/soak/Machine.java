package dev.joinall.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What was measured on, and how to read it: the head of the table. */
final class Machine {
  private Machine() {}

  static String head() {
    return """
    # What holds when backends do not

    Measured by `./mvnw verify -Psoak` on %s: %d cores of %s, %.0f GiB, Linux %s, Java %s. The mean
    load of the machine was %.1f over the last minute. The server is a process of its own; the load,
    the backends (a real redis-server, MongoDB's protocol in memory, SMTP, HTTP) and the proxies that
    make the trouble share its cores; where the processor is the bound, it has a core of its own.
    Times are a client's, and count from the moment at which a request was to be sent.

    | promise | allowed | measured | kept |
    |---|---|---|---|
    """
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            Runtime.getRuntime().availableProcessors(),
            first("/proc/cpuinfo", "model name"),
            Double.parseDouble(first("/proc/meminfo", "MemTotal").replace("kB", "")) / (1 << 20),
            System.getProperty("os.version"),
            System.getProperty("java.version"),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
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
