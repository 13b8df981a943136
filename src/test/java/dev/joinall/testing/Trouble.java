package dev.joinall.testing;

/** Faults that a {@link Proxy} injects into the connections between a client and its server. */
public enum Trouble {
  /** No fault: all bytes pass. */
  NONE,

  /** Connections are accepted, but no byte passes in either direction. */
  HANG,

  /** Bytes of the answer pass slowly, one at a time. */
  DRIP,

  /** Half of each chunk of the server passes, followed by a reset. */
  RESET_MID_ANSWER,

  /** The request passes, and the answer is replaced by a reset. */
  RESET_AFTER_SEND,

  /** The first bytes of an answer pass, fewer than any head has; then the connection ends. */
  HALF_HEAD,

  /** Connects are refused, and existing connections are reset. */
  REFUSE,

  /** Connects get no answer, and existing connections hang. */
  BLACK_HOLE,

  /** Every third byte of an answer is changed. */
  CORRUPT,

  /** Existing connections end at their next use; new ones work. */
  CLOSE_ON_REUSE
}
