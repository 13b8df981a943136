package dev.joinall.tls;

import dev.joinall.config.TlsConfig;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of the connections to all backends. A separate thread checks the files every few seconds:
 * Kubernetes replaces them with a symbolic link, and not every file system has events. Thread-safe.
 */
public final class TlsContexts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** Files that are unchanged for this time count as completely written. */
  private static final Duration QUIET_PERIOD = Duration.ofMillis(200);

  /** Weak references, so that unused TLS disappears even if it was not released. */
  private final List<Watched> watched = new CopyOnWriteArrayList<>();

  private final Duration interval;
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean started;

  public TlsContexts() {
    this(INTERVAL);
  }

  /**
   * @param interval between two checks
   */
  TlsContexts(Duration interval) {
    this.interval = interval;
  }

  private record Watched(TlsConfig declared, WeakReference<LiveTls> live) {}

  /**
   * Creates a context. Reads files; must not be called on an event loop.
   *
   * @param backend its name for the log
   * @param declared empty for the trust of the JVM
   * @param host of all servers, if they have the same; the declared name has precedence
   * @throws IllegalArgumentException if a file can't be used
   */
  public SSLContext open(String backend, Optional<TlsConfig> declared, Optional<String> host) {
    TlsConfig config = declared.orElse(TlsConfig.NONE);
    var live = new LiveTls(backend, config, config.serverName().or(() -> host));
    if (config.hasFiles()) {
      watch(new Watched(config, new WeakReference<>(live)));
    }
    return live.context();
  }

  /** Stops checking the files of a closed backend. */
  @SuppressWarnings("ReferenceEquality") // another backend may have an equal declaration
  public void release(TlsConfig declared) {
    watched.removeIf(it -> it.declared == declared);
  }

  private synchronized void watch(Watched one) {
    watched.add(one);
    if (!started) {
      started = true;
      Thread.ofPlatform().daemon().name("joinall-tls").start(this::watchFiles);
    }
  }

  private void watchFiles() {
    try {
      Duration pause = interval;
      while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = checkAll() ? QUIET_PERIOD : interval;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Checks all files.
   *
   * @return whether one has just changed
   */
  private boolean checkAll() {
    watched.removeIf(it -> it.live.refersTo(null));
    boolean changed = false;
    for (Watched one : watched) {
      LiveTls live = one.live.get();
      if (live != null) {
        changed |= checkSafely(live);
      }
    }
    return changed;
  }

  /** Checks the files; an exception does not end the watching. */
  private static boolean checkSafely(LiveTls live) {
    try {
      return live.check();
    } catch (RuntimeException e) {
      log.error("Certificates could not be checked for changes; please report this", e);
      return false;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
