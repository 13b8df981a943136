package dev.joinall.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.core.ExecutableProvider;

/** The redis-server of this platform, unpacked from its jar once per JVM. */
final class RedisExecutable {
  private static final Path UNPACKED = unpack();

  private RedisExecutable() {}

  static Path path() {
    return UNPACKED;
  }

  private static Path unpack() {
    try {
      File folder = Files.createTempDirectory("joinall-redis-").toFile();
      folder.deleteOnExit(); // after what is in it: the last registered goes first
      File executable = ExecutableProvider.newJarResourceProvider(folder).get();
      executable.deleteOnExit();
      return executable.toPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
