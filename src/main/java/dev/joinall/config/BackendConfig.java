package dev.joinall.config;

import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * One external system: where it is, its pool, its guards, and what its kind adds.
 *
 * @param kind the word behind {@code kind:}
 * @param longestCall the timeout of the backend or of one of its tasks, whichever is longest
 * @param maxBody bytes of one answer, after decompression
 * @param maxConnections what it accepts from all replicas together; only {@code check} looks at it
 * @param critical whether the server is not ready while it is down
 * @param options the keys that only its kind has
 */
public record BackendConfig(
    String name,
    Tree where,
    String kind,
    URI address,
    PoolConfig pool,
    GuardsConfig guards,
    Duration longestCall,
    int maxBody,
    OptionalInt maxConnections,
    boolean critical,
    BackendOptions options) {

  static final int DEFAULT_MAX_BODY = 1 << 20;

  /** The same, where its tasks have these timeouts of their own. */
  BackendConfig lasting(Stream<Duration> timeouts) {
    Duration longest =
        Stream.concat(timeouts, Stream.of(guards.timeout()))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    return new BackendConfig(
        name,
        where,
        kind,
        address,
        pool,
        guards,
        longest,
        maxBody,
        maxConnections,
        critical,
        options);
  }

  /**
   * What a task says in place of what the backend says. What may change something is retried or
   * hedged only where it says that it may happen twice.
   */
  public GuardsConfig guardsFor(TaskConfig task) {
    TaskGuards own = task.guards();
    boolean mayRepeat = task.idempotent() || !task.effect();
    return new GuardsConfig(
        own.timeout().orElse(guards.timeout()),
        own.retry().or(guards::retry).filter(it -> mayRepeat),
        own.hedge().or(guards::hedge).filter(it -> mayRepeat),
        own.circuitBreaker().or(guards::circuitBreaker),
        own.bulkhead().or(guards::bulkhead),
        own.rateLimit().or(guards::rateLimit));
  }
}
