package dev.joinall.testing;

/** The kinds of servers that the tests start and trouble. */
public enum ServerKind {
  HTTP,
  MONGO,
  REDIS,
  SMTP
}
