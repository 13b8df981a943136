package dev.joinall.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The answers of about 1 KB that the other benchmarks use, too. */
public final class Upstream {
  private Upstream() {}

  /**
   * One of them.
   *
   * @param name such as {@code a}
   */
  public static byte[] answer(String name) {
    try {
      return Files.readAllBytes(Path.of("bench/upstream", name + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
