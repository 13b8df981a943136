package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import io.lettuce.core.api.StatefulRedisConnection;

/** How an attempt to open a connection ended. */
sealed interface Opening {
  record Open(StatefulRedisConnection<byte[], byte[]> connection) implements Opening {}

  record Failed(Fault fault) implements Opening {}
}
