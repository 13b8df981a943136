package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;

/** Result of an attempt to connect. */
sealed interface ConnectResult {
  record Open(MultiplexedConnection connection) implements ConnectResult {}

  record Failed(Fault fault) implements ConnectResult {}
}
