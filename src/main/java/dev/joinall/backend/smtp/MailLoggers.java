package dev.joinall.backend.smtp;

import java.util.List;
import java.util.logging.Logger;

/**
 * Keeps Angus from logging whole mails and the names of users: at a level of TRACE it logs all that
 * goes over a connection. Its loggers have the name of our package, as {@link ObservedTransport} is
 * in it; our own log lines don't go through them.
 */
final class MailLoggers {
  /** Held, because the JDK forgets a logger that nobody holds, and its filter with it. */
  private static final List<Logger> SILENT =
      List.of(
          Logger.getLogger(MailLoggers.class.getPackageName()),
          Logger.getLogger(MailLoggers.class.getPackageName() + ".protocol"));

  private MailLoggers() {}

  static void silence() {
    SILENT.forEach(logger -> logger.setFilter(line -> false));
  }
}
