package dev.joinall.backend.http;

import dev.joinall.backend.PoolUse;
import dev.joinall.backend.StepException;
import dev.joinall.backend.http.client.PoolFaults;
import dev.joinall.config.PoolConfig;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.Http2AllocationStrategy;
import reactor.netty.http.client.HttpConnectionPoolMetrics;
import reactor.netty.resources.ConnectionPoolMetrics;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.ConnectionProvider.MeterRegistrar;

/** The HTTP/2 connections to one API, and their use. Thread-safe. */
final class Http2Pool implements AutoCloseable {
  /**
   * Maximum of concurrent calls on one HTTP/2 connection; fewer if the server declares so. RFC 9113
   * (6.5.2) recommends that servers allow at least 100; with more, one lost packet would delay too
   * many calls.
   */
  static final int STREAMS = 100;

  private final PoolConfig limits;
  private final Map<String, ConnectionPoolMetrics> pools = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final ConnectionProvider provider;

  Http2Pool(String name, PoolConfig limits) {
    this.limits = limits;
    this.provider = provider(name);
  }

  private ConnectionProvider provider(String name) {
    return ConnectionProvider.builder(name)
        .maxConnections(limits.max())
        .pendingAcquireMaxCount(maxPending())
        .pendingAcquireTimeout(limits.acquireTimeout())
        .maxIdleTime(limits.idle())
        .maxLifeTime(limits.life())
        .evictInBackground(limits.idle())
        // The addresses of a name change, and each has a pool.
        .disposeInactivePoolsInBackground(
            limits.idle().multipliedBy(2), limits.idle().multipliedBy(2))
        .metrics(true, Registrar::new)
        .lifo()
        .allocationStrategy(
            Http2AllocationStrategy.builder()
                .maxConnections(limits.max())
                .maxConcurrentStreams(STREAMS)
                .build())
        .build();
  }

  ConnectionProvider provider() {
    return provider;
  }

  /**
   * Applies the limit of waiting calls. With HTTP/2 the provider does not bound the calls that wait
   * for a stream, so this method does. If the server allows fewer streams than {@code max}, more
   * calls wait, each within its own timeout.
   *
   * @param servers each of which may have {@code max} connections
   * @param afterwards runs its argument when the place of the call is free
   */
  <T> Mono<T> guarded(Mono<T> call, int servers, Consumer<Runnable> afterwards) {
    return Mono.defer(() -> counted(call, servers, afterwards));
  }

  private <T> Mono<T> counted(Mono<T> call, int servers, Consumer<Runnable> afterwards) {
    if (calls.incrementAndGet() > limits.max() * STREAMS * servers + maxPending()) {
      calls.decrementAndGet();
      return Mono.error(new StepException(PoolFaults.tooManyWait()));
    }
    return call.doFinally(end -> afterwards.accept(calls::decrementAndGet));
  }

  /** For Reactor Netty 0 means "unbounded"; 1 is the closest bound. */
  private int maxPending() {
    return Math.max(1, limits.maxPending());
  }

  /**
   * A place is a stream, which carries one call. The distribution of streams over connections is
   * unknown, so {@code idle} is a lower bound.
   */
  PoolUse use(int servers) {
    int pending = sum(ConnectionPoolMetrics::pendingAcquireSize);
    int streams = Math.max(0, calls.get() - pending);
    int open = sum(pool -> pool instanceof HttpConnectionPoolMetrics ? pool.allocatedSize() : 0);
    return new PoolUse(
        limits.max() * STREAMS * servers, streams, Math.max(0, open - streams), pending);
  }

  private int sum(ToIntFunction<ConnectionPoolMetrics> number) {
    return pools.values().stream().mapToInt(number).sum();
  }

  /** Rejects waiting calls and closes all connections. */
  @Override
  public void close() {
    provider.dispose();
  }

  /** Stores the metrics of the provider's pools; there is one pool for each server and protocol. */
  private final class Registrar implements MeterRegistrar {
    @Override
    public void registerMetrics(
        String name, String id, SocketAddress remote, ConnectionPoolMetrics metrics) {
      pools.put(name + id, metrics);
    }

    @Override
    public void deRegisterMetrics(String name, String id, SocketAddress remote) {
      pools.remove(name + id);
    }
  }
}
