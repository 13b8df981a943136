package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;

/** Result of an attempt to connect. */
sealed interface ConnectAttempt {
  record Open(SharedConnection connection) implements ConnectAttempt {}

  record Failed(Fault fault) implements ConnectAttempt {}
}
