package dev.joinall.edge;

import io.netty.channel.Channel;

/** A connection, or a phase of it, that has a timeout. Used on its event loop. */
interface Expiring {
  /**
   * Closes the connection if its timeout is exceeded.
   *
   * @param pressed whether a limit is nearly reached, so that slow clients get less time
   */
  void check(boolean pressed);

  /**
   * From now on, or no longer, an exchange of this connection is a stream. Thread-safe.
   *
   * @param channel of the exchange
   */
  default void streams(Channel channel, boolean begins) {}

  /** The client has taken something of a stream. */
  default void progress(Channel channel) {}
}
