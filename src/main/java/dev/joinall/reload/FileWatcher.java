package dev.joinall.reload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.joinall.config.ConfigException;
import dev.joinall.config.ConfigFile;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects changes of a file's content, on its own thread. Events of the file's folder trigger a
 * check; they include the replacement of a symbolic link beside it, by which Kubernetes updates a
 * mounted ConfigMap. Some file systems have no events, so it also polls.
 */
public final class FileWatcher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FileWatcher.class);

  /** Content that is unchanged for this time counts as completely written. */
  private static final Duration QUIET_PERIOD = Duration.ofMillis(200);

  private static final Duration POLL = Duration.ofSeconds(5);

  private final Path file;
  private final Supplier<byte[]> content;
  private final Runnable changed;
  private final Optional<WatchService> events;
  private final CountDownLatch closed = new CountDownLatch(1);
  private Seen seen;

  /**
   * The state of the file.
   *
   * @param content byte for byte, or the reason why it cannot be read
   */
  private record Seen(boolean isRead, String content) {
    static Seen of(byte[] content) {
      return new Seen(true, new String(content, ISO_8859_1));
    }
  }

  private FileWatcher(
      Path file, Path folder, Supplier<byte[]> content, Seen seen, Runnable changed) {
    this.file = file;
    this.content = content;
    this.changed = changed;
    this.events = events(folder);
    this.seen = seen;
  }

  /**
   * Starts watching.
   *
   * @param content the content of the file, as last read
   * @param changed must not throw; changes during its execution are reported afterwards
   */
  public static FileWatcher start(Path file, byte[] content, Runnable changed) {
    Path folder = file.toAbsolutePath().resolveSibling("");
    return new FileWatcher(file, folder, () -> ConfigFile.reload(file), Seen.of(content), changed)
        .start();
  }

  /**
   * Starts watching the files of a directory.
   *
   * @param content a digest of the files, which shows changes
   * @param changed must not throw
   */
  public static FileWatcher ofFolder(Path folder, Supplier<byte[]> content, Runnable changed) {
    return new FileWatcher(
            folder, folder.toAbsolutePath(), content, Seen.of(content.get()), changed)
        .start();
  }

  private FileWatcher start() {
    Thread.ofPlatform().daemon().name("joinall-reload").start(this::watch);
    return this;
  }

  private static Optional<WatchService> events(Path folder) {
    try {
      WatchService events = folder.getFileSystem().newWatchService();
      var _ =
          folder.register(
              events,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      return Optional.of(events);
    } catch (IOException | UnsupportedOperationException e) {
      log.info("{} has no change events; it is polled every {} s", folder, POLL.toSeconds());
      return Optional.empty();
    }
  }

  private void watch() {
    try {
      while (!isClosedAfterAnEvent()) {
        checkSafely();
      }
    } catch (ClosedWatchServiceException e) {
      // closed while waiting
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosedAfterAnEvent() throws InterruptedException {
    if (events.isEmpty()) {
      return isClosedAfter(POLL);
    }
    WatchKey key = events.get().poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
    if (key == null) {
      return false;
    }
    boolean isClosed = isClosedAfter(QUIET_PERIOD);
    var _ = key.pollEvents();
    var _ = key.reset();
    return isClosed;
  }

  private boolean isClosedAfter(Duration time) throws InterruptedException {
    return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Checks the file; an exception does not end the watch. */
  private void checkSafely() throws InterruptedException {
    try {
      check();
    } catch (RuntimeException e) {
      log.error("{} could not be checked for changes; please report this", file, e);
    }
  }

  private void check() throws InterruptedException {
    Seen now = content();
    if (now.equals(seen)) {
      return;
    }
    Seen before;
    do {
      before = now;
      if (isClosedAfter(QUIET_PERIOD)) {
        return;
      }
      now = content();
    } while (!now.equals(before));
    if (!now.equals(seen)) {
      seen = now;
      changed.run();
    }
  }

  private Seen content() {
    try {
      return Seen.of(content.get());
    } catch (ConfigException e) {
      return new Seen(false, String.valueOf(e.getMessage()));
    }
  }

  /** Does not wait for a running callback. */
  @Override
  public void close() {
    closed.countDown();
    if (events.isPresent()) {
      try {
        events.get().close();
      } catch (IOException e) {
        log.warn("The file watch of {} could not be closed", file, e);
      }
    }
  }
}
