package dev.joinall.tls;

import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import dev.joinall.config.TlsConfig;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of one backend, with the current content of its files. {@link #check} is for one thread.
 */
final class LiveTls {
  private static final Logger log = LoggerFactory.getLogger(LiveTls.class);

  private final String backend;
  private final TlsConfig declared;
  private final SSLContext context;
  private TlsFiles.Content seen;
  private TlsFiles.Content used;

  /** Each context has its own sessions: a resumed session would use the old certificates. */
  private volatile SSLContext current;

  /**
   * Reads the files. Blocks.
   *
   * @param name of the server; empty for the host of each connection
   * @throws IllegalArgumentException if they can't be used
   */
  LiveTls(String backend, TlsConfig declared, Optional<String> name) {
    this.backend = backend;
    this.declared = declared;
    var problems = new Problems();
    this.used = TlsFiles.read(declared, problems);
    this.seen = used;
    Optional<TlsMaterial> read = TlsMaterial.of(declared, used, problems);
    if (read.isEmpty() || !problems.isEmpty()) {
      throw new IllegalArgumentException(text(problems));
    }
    this.current = read.get().context();
    this.context = new NamedContext(() -> current, new ServerName(name));
  }

  /** The context. It keeps this object alive as long as it is used. */
  SSLContext context() {
    return context;
  }

  /**
   * Checks the files. Changed files are used when a second check finds them unchanged; unusable
   * files are reported, once.
   *
   * @return whether a second check is due soon
   */
  boolean check() {
    var problems = new Problems();
    TlsFiles.Content now = TlsFiles.read(declared, problems);
    boolean isStill = now.equals(seen);
    boolean isKnown = now.equals(used);
    seen = now;
    if (!isStill || isKnown) {
      return !isStill;
    }
    used = now;
    Optional<TlsMaterial> read = TlsMaterial.of(declared, now, problems);
    if (read.isPresent() && problems.isEmpty()) {
      current = read.get().context();
      log.info("Backend {}: the changed certificates are used for new connections", backend);
    } else {
      log.error(
          "Backend {}: the changed certificates can't be used, the previous ones stay in use: {}",
          backend,
          text(problems));
    }
    return false;
  }

  private static String text(Problems problems) {
    return problems.all().stream().map(Problem::message).collect(Collectors.joining("; "));
  }
}
