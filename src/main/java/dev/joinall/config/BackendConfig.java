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
 * @param timeout of one attempt, for a task that declares none
 * @param guards of each task that does not declare its own
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
    Duration timeout,
    GuardsConfig guards,
    Duration longestCall,
    int maxBody,
    OptionalInt maxConnections,
    boolean critical,
    BackendOptions options) {

  static final int DEFAULT_MAX_BODY = 1 << 20;

  /** The same, where its tasks have these timeouts of their own. */
  BackendConfig withLongestCall(Stream<Duration> timeouts) {
    Duration longest =
        Stream.concat(timeouts, Stream.of(timeout)).max(Comparator.naturalOrder()).orElseThrow();
    return new BackendConfig(
        name,
        where,
        kind,
        address,
        pool,
        timeout,
        guards,
        longest,
        maxBody,
        maxConnections,
        critical,
        options);
  }

  /** How long one attempt of a task may take. */
  public Duration timeoutFor(TaskConfig task) {
    return task.timeout().orElse(timeout);
  }

  /**
   * The guards of a task: its own, else those of the backend. What may change something is retried
   * or hedged only where the task says that it may happen twice.
   */
  public GuardsConfig guardsFor(TaskConfig task) {
    GuardsConfig merged = task.guards().or(guards);
    return task.idempotent() || !task.effect() ? merged : merged.onceOnly();
  }
}
