package dev.joinall.backend.http.client;

/**
 * What asks a pool for a connection. Each time it gets one of {@link #take} and {@link #failed},
 * unless it leaves the queue before.
 */
interface ConnectionUser {
  /**
   * A connection, on its event loop.
   *
   * @return false if it is no longer wanted
   */
  boolean take(ClientConnection connection);

  /** There is no connection. */
  void failed(Throwable why);

  /** It is in the queue, and may leave it. */
  void waits(WaitingCall waiting);
}
