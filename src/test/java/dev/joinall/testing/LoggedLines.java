package dev.joinall.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;

/**
 * Captures all log lines at every level, of Logback and of the JDK's loggers, while it is open. The
 * console shows none of them.
 */
public final class LoggedLines implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger ours = (Logger) LoggerFactory.getLogger("dev.joinall");
  private final Level ourLevel = ours.getLevel();
  private final java.util.logging.Logger jdk = LogManager.getLogManager().getLogger("");
  private final Level level = root.getLevel();
  private final java.util.logging.Level jdkLevel = jdk.getLevel();
  private final Lines appender = new Lines();
  private final Appender<ILoggingEvent> console = root.getAppender("console");
  private final JdkHandler handler = new JdkHandler();

  /** Starts capturing. */
  public LoggedLines() {
    appender.start();
    root.detachAppender(console);
    root.addAppender(appender);
    root.setLevel(Level.TRACE);
    ours.setLevel(Level.TRACE);
    handler.setLevel(java.util.logging.Level.ALL);
    jdk.addHandler(handler);
    jdk.setLevel(java.util.logging.Level.ALL);
  }

  /** Logger, message and exceptions of each line so far. */
  public List<String> all() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    jdk.setLevel(jdkLevel);
    jdk.removeHandler(handler);
    root.setLevel(level);
    ours.setLevel(ourLevel);
    root.detachAppender(appender);
    root.addAppender(console);
  }

  private final class Lines extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      String error =
          event.getThrowableProxy() == null ? "" : " " + event.getThrowableProxy().getMessage();
      lines.add(event.getLoggerName() + ": " + event.getFormattedMessage() + error);
    }
  }

  private final class JdkHandler extends Handler {
    @Override
    public void publish(LogRecord line) {
      lines.add(line.getLoggerName() + ": " + line.getMessage() + " " + line.getThrown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
