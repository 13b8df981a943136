package dev.joinall.config;

import java.time.Duration;

/**
 * How many connections a backend may have and how long a call may wait for one.
 *
 * @param max connections, at least 1
 * @param maxPending calls that may wait for a connection; the next one is rejected at once
 * @param acquireTimeout how long each of them waits before it is rejected
 * @param idle an unused connection is closed after this; shorter than the peer's keep-alive
 * @param life a connection is replaced after this, as soon as no call uses it
 */
public record PoolConfig(
    int max, int maxPending, Duration acquireTimeout, Duration idle, Duration life) {
  private static final int MOST_CONNECTIONS = 10_000;
  private static final int MOST_PENDING = 1_000_000;

  /** Small pools and short waits: a queue hides a slow backend and then makes it slower. */
  static PoolConfig defaults(Kind kind) {
    return switch (kind) {
      case HTTP -> http();
      case MONGO -> mongo();
      case REDIS -> redis();
      case SMTP -> smtp();
    };
  }

  /**
   * 100 connections are 1,000 calls a second where one takes 100 ms; two rounds may wait, for no
   * longer than a page can spare. Idle for less than what peers keep alive: load balancers about 60
   * s, a few servers 30 s. What stands behind a name changes with every deployment, and is only
   * looked up for a new connection.
   */
  private static PoolConfig http() {
    return new PoolConfig(
        100, 200, Duration.ofMillis(250), Duration.ofSeconds(25), Duration.ofMinutes(10));
  }

  /**
   * A connection is a thread, or a megabyte, of the server, and each replica of Joinall has its
   * own. To make one takes a handshake of some 10 ms of the server's CPU where it checks a
   * password, so they live longer; the driver finds a new primary by itself.
   */
  private static PoolConfig mongo() {
    return new PoolConfig(
        50, 100, Duration.ofMillis(250), Duration.ofMinutes(5), Duration.ofMinutes(30));
  }

  /**
   * A connection is shared by many calls, and the server has one thread: two are enough to fill it.
   * So {@code max-pending} bounds the calls on each, and they can be many. A failover behind a name
   * is only seen by a new connection, which costs little.
   */
  private static PoolConfig redis() {
    return new PoolConfig(
        2, 10_000, Duration.ofMillis(250), Duration.ofMinutes(5), Duration.ofMinutes(10));
  }

  /**
   * Mail servers take few connections of one client, close them after a minute or a few of silence,
   * and do not like guests that stay. Nobody watches a mail being sent, so it may wait.
   */
  private static PoolConfig smtp() {
    return new PoolConfig(
        4, 100, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5));
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
                  pool.duration("idle", defaults.idle),
                  pool.duration("life", defaults.life));
          pool.done();
          return read;
        })
        .orElse(defaults);
  }
}
