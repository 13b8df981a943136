package dev.joinall.backend.mongo;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.StepException;
import dev.joinall.config.PoolConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolAcquirePendingLimitException;
import reactor.pool.PoolAcquireTimeoutException;
import reactor.pool.PoolBuilder;
import reactor.pool.PoolShutdownException;
import reactor.pool.PooledRef;

/**
 * One place at the driver for each connection that it may have; who finds none waits in order, for
 * a while. The driver's own queue has no bound, and a call that is cancelled stays in it.
 * Thread-safe.
 */
final class ConnectionPermits implements AutoCloseable {
  private final InstrumentedPool<Object> pool;
  private final Duration patience;

  ConnectionPermits(PoolConfig limits, Hub hub) {
    this.patience = limits.acquireTimeout();
    this.pool =
        PoolBuilder.from(Mono.fromSupplier(Object::new))
            .sizeBetween(0, limits.max())
            .maxPendingAcquire(limits.maxPending())
            .pendingAcquireTimer((late, after) ->
                hub.scheduler().schedule(late, after.toNanos(), TimeUnit.NANOSECONDS))
            .buildPool();
  }

  /** What gives the place back, to be run once. */
  Mono<Runnable> acquire() {
    return pool.acquire(patience)
        .<Runnable>map(place -> () -> release(place))
        .onErrorMap(ConnectionPermits::fault);
  }

  /** Only counts, and hands the place to the next in line. */
  private static void release(PooledRef<Object> place) {
    var _ = place.release().subscribe();
  }

  private static Throwable fault(Throwable error) {
    return switch (error) {
      case PoolAcquirePendingLimitException full ->
          rejected("all connections are taken, and all places to wait for one");
      case PoolAcquireTimeoutException late -> rejected("no connection became free in time");
      case PoolShutdownException closed ->
          new StepException(Fault.Type.UNAVAILABLE, "the backend is closed");
      default -> error;
    };
  }

  private static StepException rejected(String detail) {
    return new StepException(Fault.rejected(detail, Optional.empty()));
  }

  /** In use are also the places of calls that were cancelled, until the server has answered. */
  PoolUse use(int idle) {
    var now = pool.metrics();
    return new PoolUse(
        now.getMaxAllocatedSize(), now.acquiredSize(), idle, now.pendingAcquireSize());
  }

  /** Who waits is turned away; who has a place keeps it. */
  @Override
  public void close() {
    pool.dispose();
  }
}
