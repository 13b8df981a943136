package dev.joinall.backend.sql;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.util.context.Context;

/**
 * Handles late errors of the drivers, when a connection is closed after its call has ended. Reactor
 * would log each with a stack trace and the address of the server.
 */
final class DroppedErrors {
  private static final Logger log = LoggerFactory.getLogger(DroppedErrors.class);

  /** Reactor's name of the hook for one chain; {@code Hooks} has it as a private constant. */
  private static final String HOOK = "reactor.onErrorDropped.local";

  private DroppedErrors() {}

  /** Adds the hook that logs these errors at DEBUG; for {@code contextWrite}. */
  static Context silently(Context context) {
    Consumer<Throwable> hook = DroppedErrors::ignore;
    return context.put(HOOK, hook);
  }

  private static void ignore(Throwable error) {
    log.debug("An error after the end of a call", error);
  }
}
