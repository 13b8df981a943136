package dev.joinall.edge;

/** Why the server closed the connection of a client. */
public enum CloseReason {
  /** There were too many connections. */
  TOO_MANY,
  /** The TLS handshake failed or timed out. */
  HANDSHAKE,
  /** The headers did not end in time. */
  SLOW_HEAD,
  /** The body did not end in time, or exceeded its size. */
  SLOW_BODY,
  /** Slow consumer: the client did not read what was written to it. */
  SLOW_READER,
  /** The connection was idle for too long. */
  IDLE,
  /** The backend ended a stream early, so the client got a reset. */
  BROKEN_STREAM
}
