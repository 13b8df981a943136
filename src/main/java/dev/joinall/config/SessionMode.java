package dev.joinall.config;

/** What the tasks of one aggregation share at a backend. */
public enum SessionMode {
  /** A read sees what an earlier call of the same request has written. */
  CAUSAL,
  /** The same, and all calls happen or none. */
  TRANSACTION
}
