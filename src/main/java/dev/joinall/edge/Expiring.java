package dev.joinall.edge;

/** One connection, or a part of its life, that is bounded by time. Confined to its loop. */
interface Expiring {
  /**
   * Cuts the client off if it has used up its time.
   *
   * @param pressed whether there is little room left, so that a slow client gets less time
   */
  void check(boolean pressed);
}
