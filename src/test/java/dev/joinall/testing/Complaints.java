package dev.joinall.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.joinall.backend.Kinds;
import dev.joinall.ops.LibraryLines;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * Lines at WARN and ERROR, and lines with a stack trace, that a server process would log while this
 * is open.
 */
public final class Complaints implements AutoCloseable {
  /** The scripted API in the same JVM loses a text if its client leaves before it is sent. */
  private static final String LEAK_OF_SCRIPT = "reactor.netty.NettyOutbound.lambda$sendString";

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final LibraryLines filter = new LibraryLines(false, Kinds.installed(Map.of()));
  private final Lines appender = new Lines();

  /** Starts capturing. */
  public Complaints() {
    context.addTurboFilter(filter);
    appender.start();
    root.addAppender(appender);
  }

  /** The lines so far. */
  public List<String> all() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    context.getTurboFilterList().remove(filter);
  }

  private final class Lines extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      boolean traced = event.getThrowableProxy() != null;
      boolean complains = traced || event.getLevel().isGreaterOrEqual(Level.WARN);
      if (complains && !event.toString().contains(LEAK_OF_SCRIPT)) {
        String error = traced ? " " + event.getThrowableProxy().getMessage() : "";
        lines.add(event + error);
      }
    }
  }
}
