package dev.joinall.edge;

/** Why the server closed the connection of a client. */
public enum CloseReason {
  /** There were too many connections. */
  TOO_MANY,
  /** The TLS handshake failed, or did not end in time. */
  HANDSHAKE,
  /** The headers did not end in time. */
  SLOW_HEAD,
  /** The body did not end in time, or not within its size. */
  SLOW_BODY,
  /** The client did not take what was written to it. */
  SLOW_READER,
  /** Nothing came for a long time. */
  IDLE
}
