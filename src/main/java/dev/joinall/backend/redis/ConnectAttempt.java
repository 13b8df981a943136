package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;

/** How an attempt to open a connection ended. */
sealed interface ConnectAttempt {
  record Open(SharedConnection connection) implements ConnectAttempt {}

  record Failed(Fault fault) implements ConnectAttempt {}
}
