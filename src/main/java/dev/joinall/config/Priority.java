package dev.joinall.config;

/** Whose requests are served first where a server has more than it can take. In this order. */
public enum Priority {
  HIGH,
  NORMAL,
  LOW
}
