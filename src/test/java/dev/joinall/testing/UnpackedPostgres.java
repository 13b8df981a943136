package dev.joinall.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder in which the library unpacks the binaries of PostgreSQL, once for all processes. It
 * never repairs what a process has left that was killed while it unpacked.
 */
final class UnpackedPostgres {
  private static final String LOCK = "epg-lock";
  private static final String DONE = ".exists";

  private UnpackedPostgres() {}

  /** Removes what is not whole, and is not being unpacked. */
  static void removeHalf() throws IOException {
    Path all =
        Path.of(
            System.getProperty(
                "ot.epg.working-dir", System.getProperty("java.io.tmpdir") + "/embedded-pg"));
    if (!Files.isDirectory(all)) {
      return;
    }
    try (Stream<Path> folders = Files.list(all)) {
      for (Path folder : folders.filter(it -> isHalf(it)).toList()) {
        removeUnlessLocked(folder);
      }
    }
  }

  private static boolean isHalf(Path folder) {
    return folder.getFileName().toString().startsWith("PG-") && !Files.exists(folder.resolve(DONE));
  }

  private static void removeUnlessLocked(Path folder) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null && isHalf(folder)) {
        remove(folder);
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
