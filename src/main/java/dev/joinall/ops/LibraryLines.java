package dev.joinall.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.joinall.backend.Kind;
import dev.joinall.backend.Kinds;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Filters the log lines of libraries at every level. Two kinds are dropped: wire data with its
 * passwords, unless the operator enables it; and errors caused by a peer, of which a short line is
 * written at DEBUG. Thread-safe.
 */
public final class LibraryLines extends TurboFilter {
  private static final org.slf4j.Logger log = LoggerFactory.getLogger(LibraryLines.class);

  /** Libraries that log sent and received data below INFO; each {@link Kind} names more of them. */
  private static final List<String> ON_THE_WIRE =
      List.of(
          "io.netty",
          "reactor.netty",
          "com.networknt",
          "io.opentelemetry",
          "jdk.",
          "sun.",
          "org.springframework.core.codec",
          "org.springframework.http",
          "org.springframework.web",
          "org.springframework.boot.webflux");

  /** Libraries that log errors of connections. */
  private static final List<String> ON_CONNECTIONS =
      List.of(
          "io.netty",
          "reactor",
          "org.springframework.http",
          "org.springframework.web",
          "org.springframework.boot.webflux");

  /**
   * Messages of the server about a malformed request, or about a connection after its last request.
   */
  private static final List<String> ON_BROKEN_REQUESTS =
      List.of("Decoding failed", "An exception has been observed post termination");

  /**
   * The message about a connection that ends after its event loop, at the end of the process. Its
   * socket is closed, so the error is harmless.
   */
  private static final String ON_ENDED_LOOP = "Can't invoke task later as EventLoop rejected it";

  private static final int MAX_PER_SECOND = 10;

  private final boolean showsTheWire;
  private final List<String> onTheWire;
  private final List<String> onAnswers;
  private final LineRateLimit bound = new LineRateLimit(MAX_PER_SECOND, System::nanoTime);
  private final AtomicLong peerErrors = new AtomicLong();
  private final AtomicBoolean reported = new AtomicBoolean();

  /**
   * The filter has no effect before {@link #begin}.
   *
   * @param showsTheWire whether lines that may contain secrets are written
   */
  public LibraryLines(boolean showsTheWire, Kinds kinds) {
    Collection<Kind> all = kinds.byName().values();
    this.showsTheWire = showsTheWire;
    this.onTheWire =
        Stream.concat(ON_THE_WIRE.stream(), all.stream().flatMap(it -> it.wireLoggers().stream()))
            .toList();
    this.onAnswers = all.stream().flatMap(it -> it.answerLoggers().stream()).toList();
  }

  /** Installs the filter if Logback writes the log. */
  public LibraryLines begin() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      logback.addTurboFilter(this);
    }
    return this;
  }

  /** The number of errors caused by peers. */
  long peerErrors() {
    return peerErrors.get();
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] parameters,
      @Nullable Throwable error) {
    int requestedLevel = level.toInt();
    if (requestedLevel < Level.INFO_INT) {
      return isSuppressed(logger, requestedLevel) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
    if (!showsTheWire && isOf(onAnswers, logger)) {
      return FilterReply.DENY;
    }
    if (requestedLevel < Level.WARN_INT || format == null || !isOf(ON_CONNECTIONS, logger)) {
      return FilterReply.NEUTRAL;
    }
    if (format.startsWith(ON_ENDED_LOOP)) {
      return FilterReply.DENY;
    }
    @Nullable Throwable thrown = error == null ? last(parameters) : error;
    boolean isOfPeer = thrown == null ? isOnBrokenRequest(format) : PeerErrors.contains(thrown);
    if (!isOfPeer) {
      return FilterReply.NEUTRAL;
    }
    peerErrors.incrementAndGet();
    if (log.isDebugEnabled() && bound.tryAcquire().isPresent()) {
      log.debug(
          "Error of a peer: {} ({})",
          thrown == null ? "a broken request" : thrown,
          logger.getName());
    }
    return FilterReply.DENY;
  }

  private static boolean isOnBrokenRequest(String format) {
    return ON_BROKEN_REQUESTS.stream().anyMatch(format::contains);
  }

  private boolean isSuppressed(Logger logger, int requestedLevel) {
    boolean isWritten = logger.getEffectiveLevel().toInt() <= requestedLevel;
    if (!isWritten || showsTheWire || !isOf(onTheWire, logger)) {
      return false;
    }
    if (reported.compareAndSet(false, true)) {
      log.info(
          "Log lines of {} and others below INFO may contain secrets and are dropped;"
              + " joinall.log.wire=true writes them",
          logger.getName());
    }
    return true;
  }

  private static boolean isOf(List<String> names, Logger logger) {
    String name = logger.getName();
    return names.stream().anyMatch(name::startsWith);
  }

  private static @Nullable Throwable last(Object @Nullable [] parameters) {
    return parameters != null
            && parameters.length > 0
            && parameters[parameters.length - 1] instanceof Throwable thrown
        ? thrown
        : null;
  }
}
