package dev.joinall.ops;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/** The output of the log. With this object, a thread that logs never writes the line itself. */
public final class Console {
  private final AtomicLong dropped = new AtomicLong();

  /**
   * Puts a queue in front of every appender of the root logger.
   *
   * @param libraries filters their lines
   */
  public Console(LibraryLines libraries, MeterRegistry registry) {
    FunctionCounter.builder("joinall.peer.errors", libraries, LibraryLines::peerErrors)
        .description("Errors of connections that a client or a backend caused")
        .register(registry);
    FunctionCounter.builder("joinall.log.dropped", dropped, AtomicLong::get)
        .description("Log lines dropped because the output blocked")
        .register(registry);
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      var root = logback.getLogger(Logger.ROOT_LOGGER_NAME);
      List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
      root.iteratorForAppenders().forEachRemaining(appenders::add);
      appenders.stream()
          .filter(it -> !(it instanceof NonBlockingAppender))
          .forEach(it -> replace(it, root));
    }
  }

  private void replace(Appender<ILoggingEvent> target, Logger root) {
    var queued = new NonBlockingAppender(target, dropped);
    queued.start();
    root.addAppender(queued);
    root.detachAppender(target);
  }
}
