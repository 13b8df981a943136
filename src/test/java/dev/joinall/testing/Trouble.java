package dev.joinall.testing;

/** What a {@link Proxy} does to the connections between a client and its server. */
public enum Trouble {
  /** Nothing: bytes go through. */
  NONE,

  /** Connections are accepted, and no byte goes through in either direction. */
  HANG,

  /** A byte of the answer now and then. */
  DRIP,

  /** Half of what the server sends at once, then a reset. */
  RESET_MID_ANSWER,

  /** The request goes through, and in place of the answer comes a reset. */
  RESET_AFTER_SEND,

  /** The first bytes of an answer, too few to be the head of any; then the connection ends. */
  HALF_HEAD,

  /** Nobody listens, and the connections that there were are reset. */
  REFUSE,

  /** Nobody accepts: a connect is not even answered. What is connected hangs. */
  BLACK_HOLE,

  /** Every third byte of an answer is another one. */
  CORRUPT,

  /** Connections that there were before end at their next use; new ones are well. */
  CLOSE_ON_REUSE
}
