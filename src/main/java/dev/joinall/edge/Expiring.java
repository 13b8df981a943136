package dev.joinall.edge;

/** A connection, or a phase of it, that has a timeout. Used on its event loop. */
interface Expiring {
  /**
   * Cuts the client off if it has used up its time.
   *
   * @param pressed whether there is little room left, so that a slow client gets less time
   */
  void check(boolean pressed);
}
