package dev.joinall.config;

/** The shared session of the tasks of one aggregation at a backend. */
public enum SessionMode {
  /** A read sees the writes of earlier calls of the same request. */
  CAUSAL,
  /** Also, all calls are committed or none. */
  TRANSACTION
}
