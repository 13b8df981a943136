package dev.joinall.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads the bytes and the text of a file, up to a limit of bytes and within a time limit: opening
 * or reading a pipe, a device or a network file may block forever. Errors are {@link
 * ConfigException}s.
 */
final class FileText {
  /** Four times the maximum size of a Kubernetes ConfigMap. */
  private static final int MAX_BYTES = 4 << 20;

  private static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private FileText() {}

  /** Whether it can be read repeatedly: a file on a disk, not a pipe or a device. */
  static boolean isRegular(Path path) {
    return attributes(path).isRegularFile() && !path.startsWith("/dev");
  }

  /** Reads the file, which may be a pipe. */
  static byte[] bytes(Path path) {
    if (attributes(path).isDirectory()) {
      throw new ConfigException(
          path + " is a directory. Name the file in it by --config or JOINALL_CONFIG.");
    }
    byte[] bytes = readWithTimeout(path);
    if (bytes.length > MAX_BYTES) {
      throw refused(
          new Source(path.toString(), ""),
          Position.START,
          "the file has more than " + (MAX_BYTES >> 20) + " MB",
          "split it into several files, one for each server");
    }
    return bytes;
  }

  private static BasicFileAttributes attributes(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          "There is no file " + path + ". Name one by --config or JOINALL_CONFIG.", e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Reads on a separate daemon thread, which is abandoned if it blocks too long. */
  private static byte[] readWithTimeout(Path path) {
    var reading = new FutureTask<>(() -> read(path));
    Thread.ofPlatform().daemon().name("joinall-file").start(reading);
    try {
      return reading.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw unreadable(path, Objects.requireNonNullElse(e.getCause(), e));
    } catch (TimeoutException e) {
      throw new ConfigException(
          "The file "
              + path
              + " can't be read: it did not end within "
              + MAX_WAIT.toSeconds()
              + " s.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConfigException("Reading the file " + path + " was interrupted.", e);
    }
  }

  private static byte[] read(Path path) throws IOException {
    try (InputStream in = new FileInputStream(path.toFile())) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }

  /**
   * If access is denied, the message of the exception is only the path, unless opening the file
   * itself failed.
   */
  static ConfigException unreadable(Path path, Throwable e) {
    String message = String.valueOf(e.getMessage());
    boolean isDenied =
        e instanceof AccessDeniedException || message.endsWith("(Permission denied)");
    return new ConfigException(
        "The file %s can't be read: %s"
            .formatted(
                path,
                isDenied
                    ? "permission denied. The user of this process, %s, has to be allowed to read"
                            .formatted(System.getProperty("user.name"))
                        + " the file and to enter its folder."
                    : message),
        e);
  }

  /** Decodes the bytes as UTF-8. */
  static Source source(Path path, byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    var text = CharBuffer.allocate(bytes.length);
    if (UTF_8.newDecoder().decode(in, text, true).isError()) {
      String read = text.flip().toString();
      int line = (int) read.chars().filter(c -> c == '\n').count() + 1;
      int column = read.length() - read.lastIndexOf('\n');
      throw refused(
          new Source(path.toString(), new String(bytes, UTF_8)),
          new Position(line, column),
          "this is not UTF-8 text",
          isUtf16(bytes) ? "it is UTF-16; save it as UTF-8" : "save the file as UTF-8");
    }
    return new Source(path.toString(), text.flip().toString());
  }

  private static boolean isUtf16(byte[] bytes) {
    return bytes.length > 1
        && ((bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff)
            || (bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe));
  }

  private static ConfigException refused(Source source, Position at, String what, String hint) {
    return new ConfigException(source, List.of(new Problem(at, "", what, hint)));
  }
}
