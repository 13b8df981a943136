package dev.joinall.config;

import java.time.Duration;

/**
 * The number of connections of a backend, and the time that a call may wait for one.
 *
 * @param max connections, at least 1
 * @param maxPending calls that may wait for a connection; more calls are rejected at once
 * @param acquireTimeout maximum wait, after which a call is rejected
 * @param idle an unused connection is closed after this; shorter than the peer's keep-alive
 * @param life a connection is replaced after this, as soon as no call uses it
 */
public record PoolConfig(
    int max, int maxPending, Duration acquireTimeout, Duration idle, Duration life) {
  private static final int MAX_CONNECTIONS = 10_000;

  /**
   * The minimum number of waiting calls for each connection, unless the file declares another
   * limit.
   */
  private static final int CALLS_FOR_EACH = 2;

  private static final int MAX_PENDING = 1_000_000;

  static PoolConfig read(Fields fields, PoolConfig defaults) {
    return fields
        .nested("pool", "pool: { max: 50 }")
        .map(pool -> {
          int max = pool.count("max", 1, MAX_CONNECTIONS, defaults.max);
          int pending = Math.max(defaults.maxPending, CALLS_FOR_EACH * max);
          var read =
              new PoolConfig(
                  max,
                  pool.count("max-pending", 0, MAX_PENDING, pending),
                  pool.duration("acquire-timeout", defaults.acquireTimeout),
                  pool.duration("idle", defaults.idle),
                  pool.duration("life", defaults.life));
          pool.done();
          return read;
        })
        .orElse(defaults);
  }
}
