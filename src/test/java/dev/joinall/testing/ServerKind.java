package dev.joinall.testing;

/** The kinds of servers in tests with faults. */
public enum ServerKind {
  HTTP,
  MONGO,
  REDIS,
  SMTP,
  SQL,
  AMQP,

  /** A Redis whose streams carry jobs and replies. */
  STREAMS
}
