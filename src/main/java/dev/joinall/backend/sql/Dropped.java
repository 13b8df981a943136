package dev.joinall.backend.sql;

import java.util.function.Consumer;
import reactor.util.context.Context;

/**
 * Errors of the drivers that nobody waits for: when a connection is closed after its call has
 * ended. Reactor would log each with a stack trace and the address of the server.
 */
final class Dropped {
  /** Reactor's name of the hook for one chain; {@code Hooks} has it, not public. */
  private static final String HOOK = "reactor.onErrorDropped.local";

  private Dropped() {}

  /** For {@code contextWrite}. */
  static Context silently(Context context) {
    Consumer<Throwable> hook = Dropped::ignore;
    return context.put(HOOK, hook);
  }

  private static void ignore(Throwable error) {
    // the call has ended, and the connection is closed
  }
}
