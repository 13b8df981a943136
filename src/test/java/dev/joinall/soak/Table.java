package dev.joinall.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The results of one soak test: lines of {@code target/reliability.md}, which each test rewrites
 * from all results in {@code target/reliability/}.
 */
final class Table {
  private static final Path PARTS = Path.of("target", "reliability");
  private static final Path WHOLE = Path.of("target", "reliability.md");

  private final String part;
  private final List<String> lines = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  /**
   * @param part its name starts with its position
   */
  Table(String part) {
    this.part = part;
  }

  /**
   * Adds a property, its limit, and the measured value.
   *
   * @param kept whether the limit is met
   */
  void line(String promise, String allowed, String measured, boolean kept) {
    String line =
        "| %s | %s | %s | %s |".formatted(promise, allowed, measured, kept ? "yes" : "**no**");
    lines.add(line);
    System.out.println(line);
    if (!kept) {
      broken.add(line);
    }
    write();
  }

  /**
   * Fails if a limit was not met.
   *
   * @throws AssertionError with the lines
   */
  void check() {
    if (!broken.isEmpty()) {
      throw new AssertionError(String.join("\n", broken));
    }
  }

  private void write() {
    try {
      Files.createDirectories(PARTS);
      Files.write(PARTS.resolve(part + ".md"), lines);
      var all = new StringBuilder(Machine.head());
      try (var parts = Files.list(PARTS)) {
        for (Path each : parts.sorted().toList()) {
          all.append(Files.readString(each));
        }
      }
      Files.writeString(WHOLE, all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
