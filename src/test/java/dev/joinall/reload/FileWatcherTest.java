package dev.joinall.reload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.config.ConfigException;
import dev.joinall.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Detection of changes, on the real file system. */
@Execution(ExecutionMode.CONCURRENT)
class FileWatcherTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration A_WHILE = Duration.ofMillis(1500);

  @TempDir private Path folder;
  private final List<String> reported = new CopyOnWriteArrayList<>();
  private FileWatcher watch;

  @AfterEach
  void close() {
    watch.close();
  }

  private Path watch(Path file) throws IOException {
    watch = FileWatcher.start(file, Files.readAllBytes(file), () -> reported.add(read(file)));
    return file;
  }

  private static String read(Path file) {
    try {
      return new String(ConfigFile.reload(file), UTF_8);
    } catch (ConfigException e) {
      return "none";
    }
  }

  private void awaitReported(String... contents) {
    await().atMost(SOON).untilAsserted(() -> assertThat(reported).containsExactly(contents));
  }

  @Test
  void aFileThatIsWrittenInPlaceIsReported() throws IOException {
    Path file = watch(Files.writeString(folder.resolve("file"), "1"));
    Files.writeString(file, "2");
    awaitReported("2");
    Files.writeString(file, "3");

    awaitReported("2", "3");
  }

  @Test
  void aFileThatIsReplacedIsReported() throws IOException {
    Path file = watch(Files.writeString(folder.resolve("file"), "1"));
    Path other = Files.writeString(folder.resolve("other"), "2");
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

    awaitReported("2");
  }

  @Test
  void theLinksOfAConfigMapAreFollowed() throws IOException {
    Files.writeString(Files.createDirectory(folder.resolve("..1")).resolve("file"), "1");
    Files.writeString(Files.createDirectory(folder.resolve("..2")).resolve("file"), "2");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    watch(Files.createSymbolicLink(folder.resolve("file"), Path.of("..data", "file")));
    Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2"));
    Files.move(
        folder.resolve("..data_tmp"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

    awaitReported("2");
  }

  @Test
  void aChangeWithoutAnEventIsReportedByThePoll() throws IOException {
    Path elsewhere =
        Files.writeString(Files.createDirectory(folder.resolve("a")).resolve("b"), "1");
    watch(Files.createSymbolicLink(folder.resolve("file"), elsewhere));
    Files.writeString(elsewhere, "2");

    awaitReported("2");
  }

  @Test
  void aFileThatIsWrittenInPiecesIsReportedWhole() throws IOException {
    Path file = watch(Files.writeString(folder.resolve("file"), "1"));
    Files.writeString(file, "");
    for (int i = 0; i < 20; i++) {
      Files.writeString(file, "x", StandardOpenOption.APPEND);
    }

    await().atMost(SOON).untilAsserted(() -> assertThat(reported).endsWith("x".repeat(20)));
  }

  @Test
  void aFileThatIsDeletedAndRestoredIsReported() throws IOException {
    Path file = watch(Files.writeString(folder.resolve("file"), "1"));
    Files.delete(file);
    awaitReported("none");
    Files.writeString(file, "1");

    awaitReported("none", "1");
  }

  @Test
  void aFileThatIsOnlyTouchedIsNotReported() throws IOException {
    Path file = watch(Files.writeString(folder.resolve("file"), "1"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
    Files.writeString(file, "1");
    Files.writeString(folder.resolve("beside"), "2");

    await().during(A_WHILE).atMost(SOON).untilAsserted(() -> assertThat(reported).isEmpty());
  }

  /** Opening a pipe blocks until a writer opens it. */
  @Test
  void aPipeInItsPlaceStopsNothing() throws Exception {
    Path file = watch(Files.writeString(folder.resolve("file"), "1"));
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Files.move(pipe, file, StandardCopyOption.ATOMIC_MOVE);
    awaitReported("none");
    Files.move(
        Files.writeString(folder.resolve("next"), "2"), file, StandardCopyOption.ATOMIC_MOVE);

    awaitReported("none", "2");
  }

  @Test
  void otherFileTypesInItsPlaceDoNotStopTheWatcher() throws IOException {
    Path file = watch(Files.writeString(folder.resolve("file"), "1"));
    Files.delete(file);
    Files.createDirectory(file);
    awaitReported("none");
    Files.delete(file);
    Files.createSymbolicLink(file, file);
    awaitReported("none", "none");
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("/dev/zero"));
    awaitReported("none", "none", "none");
    Files.delete(file);
    Files.write(file, new byte[5 << 20]);
    awaitReported("none", "none", "none", "none");
    Files.writeString(file, "2");

    awaitReported("none", "none", "none", "none", "2");
  }

  @Test
  void aChangeBeforeTheWatchBeganIsReported() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "2");
    watch = FileWatcher.start(file, "1".getBytes(UTF_8), () -> reported.add(read(file)));

    awaitReported("2");
  }
}
