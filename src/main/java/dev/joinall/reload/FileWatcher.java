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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects changes of a file's content, on a thread of its own. Events of the file's folder trigger
 * a check; they include the replacement of a symbolic link beside it, by which Kubernetes updates a
 * mounted ConfigMap. Some file systems have no events, so it also polls.
 */
public final class FileWatcher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FileWatcher.class);

  /** Content that is unchanged for this time counts as completely written. */
  private static final Duration QUIET_PERIOD = Duration.ofMillis(200);

  private static final Duration POLL = Duration.ofSeconds(5);

  private final Path file;
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

  private FileWatcher(Path file, Seen seen, Runnable changed) {
    this.file = file;
    this.changed = changed;
    this.events = events(file.toAbsolutePath().resolveSibling(""));
    this.seen = seen;
  }

  /**
   * Starts watching.
   *
   * @param content of the file, as last read
   * @param changed must not throw; changes during its execution are reported afterwards
   */
  public static FileWatcher start(Path file, byte[] content, Runnable changed) {
    var watch = new FileWatcher(file, Seen.of(content), changed);
    Thread.ofPlatform().daemon().name("joinall-reload").start(watch::watch);
    return watch;
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
        lookInAnyCase();
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

  /** An exception does not end the watching. */
  private void lookInAnyCase() throws InterruptedException {
    try {
      look();
    } catch (RuntimeException e) {
      log.error("{} could not be checked for changes; please report this", file, e);
    }
  }

  private void look() throws InterruptedException {
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
      return Seen.of(ConfigFile.reload(file));
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
