package dev.joinall.config;

/** The priority of requests under overload, highest first. */
public enum Priority {
  HIGH,
  NORMAL,
  LOW
}
