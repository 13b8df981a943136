package dev.joinall.backend;

import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.pool.Pool;
import reactor.pool.PooledRef;

/**
 * Takes one place of a pool for each subscriber. The pool itself takes another place, which nobody
 * gives back, each time that a subscriber calls {@code request}; Reactive Streams allow several
 * calls, and {@code flatMap} over {@code repeat} makes them (seen with reactor-pool 1.0.11 to
 * 1.2.8).
 */
public final class Acquire {
  private Acquire() {}

  /**
   * A place.
   *
   * @param patience how long the subscriber waits for it
   */
  public static <T> Mono<PooledRef<T>> from(Pool<T> pool, Duration patience) {
    return pool.acquire(patience).flux().next();
  }
}
