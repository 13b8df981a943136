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
 * The TLS of the connections to all backends. Files are looked at every few seconds by a thread of
 * its own: Kubernetes replaces them by a symbolic link, and not each file system has events.
 * Thread-safe.
 */
public final class TlsContexts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** Files that are the same for this time count as completely written. */
  private static final Duration QUIET_PERIOD = Duration.ofMillis(200);

  /** What nobody uses any more disappears by itself, if it was not released. */
  private final List<Watched> watched = new CopyOnWriteArrayList<>();

  private final Duration interval;
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean started;

  public TlsContexts() {
    this(INTERVAL);
  }

  /**
   * @param interval between two looks
   */
  TlsContexts(Duration interval) {
    this.interval = interval;
  }

  private record Watched(TlsConfig declared, WeakReference<LiveTls> live) {}

  /**
   * Opens one. Reads files; must not be called on an event loop.
   *
   * @param backend its name for the log
   * @param declared empty for what the JVM trusts
   * @param host of all servers, if it is one; the declared name has precedence
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

  /** The files of a backend that was closed are not looked at any more. */
  @SuppressWarnings("ReferenceEquality") // another backend may declare the same
  public void release(TlsConfig declared) {
    watched.removeIf(it -> it.declared == declared);
  }

  private synchronized void watch(Watched one) {
    watched.add(one);
    if (!started) {
      started = true;
      Thread.ofPlatform().daemon().name("joinall-tls").start(this::look);
    }
  }

  private void look() {
    try {
      Duration pause = interval;
      while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = lookAtAll() ? QUIET_PERIOD : interval;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether one has changed just now. */
  private boolean lookAtAll() {
    watched.removeIf(it -> it.live.refersTo(null));
    boolean changed = false;
    for (Watched one : watched) {
      LiveTls live = one.live.get();
      if (live != null) {
        changed |= lookInAnyCase(live);
      }
    }
    return changed;
  }

  /** An exception does not end the watching. */
  private static boolean lookInAnyCase(LiveTls live) {
    try {
      return live.look();
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
