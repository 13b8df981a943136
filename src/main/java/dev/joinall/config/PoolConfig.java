package dev.joinall.config;

import java.time.Duration;

/**
 * How many connections a backend may have and how long a call may wait for one.
 *
 * @param max connections, at least 1
 * @param maxPending calls that may wait for a connection; the next one is rejected at once
 * @param acquireTimeout how long each of them waits before it is rejected
 * @param idle an unused connection is closed after this; shorter than the peer's keep-alive
 */
public record PoolConfig(int max, int maxPending, Duration acquireTimeout, Duration idle) {
  private static final int MOST_CONNECTIONS = 10_000;
  private static final int MOST_PENDING = 1_000_000;

  /** Small pools and short waits: a queue hides a slow backend and then makes it slower. */
  static PoolConfig defaults(Kind kind) {
    return switch (kind) {
      case HTTP -> new PoolConfig(100, 200, Duration.ofMillis(250), Duration.ofSeconds(25));
      case MONGO -> new PoolConfig(50, 100, Duration.ofMillis(250), Duration.ofMinutes(5));
      // A Redis connection is shared by many calls; max-pending bounds those in flight on it.
      case REDIS -> new PoolConfig(2, 10_000, Duration.ofMillis(250), Duration.ofMinutes(5));
      // A mail server takes few connections, and a mail may wait.
      case SMTP -> new PoolConfig(4, 100, Duration.ofSeconds(5), Duration.ofSeconds(30));
    };
  }

  static PoolConfig read(Fields fields, Kind kind) {
    PoolConfig defaults = defaults(kind);
    return fields
        .nested("pool")
        .map(pool -> {
          var read =
              new PoolConfig(
                  pool.count("max", 1, MOST_CONNECTIONS, defaults.max),
                  pool.count("max-pending", 0, MOST_PENDING, defaults.maxPending),
                  pool.duration("acquire-timeout", defaults.acquireTimeout),
                  pool.duration("idle", defaults.idle));
          pool.done();
          return read;
        })
        .orElse(defaults);
  }
}
