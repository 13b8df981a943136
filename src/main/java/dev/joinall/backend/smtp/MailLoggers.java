package dev.joinall.backend.smtp;

import java.util.List;
import java.util.logging.Logger;

/**
 * Prevents Angus from logging whole mails and user names, as it does at level TRACE. Its loggers
 * have the name of this package, because {@link ObservedTransport} is in it; the log lines of this
 * project use other loggers.
 */
final class MailLoggers {
  /** Strong references, because the JDK drops unreferenced loggers with their filters. */
  private static final List<Logger> SILENT =
      List.of(
          Logger.getLogger(MailLoggers.class.getPackageName()),
          Logger.getLogger(MailLoggers.class.getPackageName() + ".protocol"));

  private MailLoggers() {}

  static void disable() {
    SILENT.forEach(logger -> logger.setFilter(line -> false));
  }
}
