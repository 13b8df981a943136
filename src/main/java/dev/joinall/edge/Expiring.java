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
   * An exchange of this connection becomes a stream, or is no longer one. Thread-safe.
   *
   * @param channel the channel of the exchange
   * @param begins whether it becomes a stream
   */
  default void streams(Channel channel, boolean begins) {}

  /** The client has taken bytes of a stream. */
  default void progress(Channel channel) {}
}
