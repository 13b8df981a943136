package dev.joinall.backend.mongo;

import dev.joinall.backend.ConnectionFaults;
import dev.joinall.backend.Hub;
import dev.joinall.backend.PoolPlace;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Pools;
import dev.joinall.config.PoolConfig;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PooledRef;

/**
 * One permit for each connection of the driver's pool. Without a free permit a call waits in a
 * bounded queue, with a timeout. The driver's own queue is unbounded and keeps cancelled calls.
 * Thread-safe.
 */
final class ConnectionPermits implements AutoCloseable {
  private final InstrumentedPool<Object> pool;
  private final Duration acquireTimeout;

  ConnectionPermits(PoolConfig limits, Hub hub) {
    this.acquireTimeout = limits.acquireTimeout();
    this.pool = Pools.of(Mono.fromSupplier(Object::new), limits, hub.scheduler()).buildPool();
  }

  /** Emits an action that returns the permit; run it once. */
  Mono<Runnable> acquire() {
    return PoolPlace.of(pool, acquireTimeout)
        .<Runnable>map(place -> () -> release(place))
        .onErrorMap(ConnectionFaults::of);
  }

  /** Passes the permit to the next waiting call. */
  private static void release(PooledRef<Object> place) {
    var _ = place.release().subscribe();
  }

  /** Permits of cancelled calls count as in use until the server has responded. */
  PoolUse use(int idle) {
    var now = pool.metrics();
    return new PoolUse(
        now.getMaxAllocatedSize(), now.acquiredSize(), idle, now.pendingAcquireSize());
  }

  /** Rejects waiting calls; permits in use stay valid. */
  @Override
  public void close() {
    pool.dispose();
  }
}
