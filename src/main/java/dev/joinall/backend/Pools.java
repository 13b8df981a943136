package dev.joinall.backend;

import dev.joinall.config.PoolConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolBuilder;

/** Creates pools of {@code reactor-pool} with the limits of the file. */
public final class Pools {
  private static final Duration MAX_MARGIN = Duration.ofMillis(250);

  private Pools() {}

  /** Creates a pool without eviction; the caller can configure more. */
  public static <T> PoolBuilder<T, ?> of(Mono<T> places, PoolConfig limits, Scheduler timers) {
    return PoolBuilder.from(places)
        .sizeBetween(0, limits.max())
        .maxPendingAcquire(limits.maxPending())
        .pendingAcquireTimer(
            (late, after) -> timers.schedule(late, after.toNanos(), TimeUnit.NANOSECONDS));
  }

  public static PoolUse use(InstrumentedPool<?> pool) {
    var now = pool.metrics();
    return new PoolUse(
        now.getMaxAllocatedSize(), now.acquiredSize(), now.idleSize(), now.pendingAcquireSize());
  }

  /** The shorter of the idle time and the maximum life of a place. */
  public static Duration shortestLifetime(PoolConfig limits) {
    return shorter(limits.idle(), limits.life());
  }

  /**
   * A little less than this timeout, by a tenth or at most 250 ms, so that a call can report its
   * state before the timeout.
   */
  public static Duration within(Duration timeout) {
    return timeout.minus(shorter(timeout.dividedBy(10), MAX_MARGIN));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
