package dev.joinall.config;

/** What sort of external system a backend is. */
public enum Kind {
  HTTP,
  MONGO,
  REDIS,
  SMTP
}
