package dev.joinall.backend.redis;

import dev.joinall.backend.Hub;
import dev.joinall.config.PoolConfig;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The shared settings of all connections to the servers of a backend.
 *
 * @param client connects to any server
 * @param pool the limits at each server
 * @param timeout of a call
 */
record RedisNetwork(LettuceConnector client, PoolConfig pool, Duration timeout, Hub hub) {
  /** The timeout of a request about the servers, which may have to open a connection. */
  Duration queryTimeout() {
    return timeout.compareTo(pool.acquireTimeout()) < 0 ? pool.acquireTimeout() : timeout;
  }

  RedisConnectionPool pool(
      Supplier<CompletionStage<StatefulRedisConnection<byte[], byte[]>>> opener) {
    return new RedisConnectionPool(pool, timeout, opener, hub);
  }
}
