package dev.joinall.edge;

/** A connection, or a phase of it, that has a timeout. Used on its event loop. */
interface Expiring {
  /**
   * Closes the connection if its timeout is exceeded.
   *
   * @param pressed whether a limit is nearly reached, so that slow clients get less time
   */
  void check(boolean pressed);
}
