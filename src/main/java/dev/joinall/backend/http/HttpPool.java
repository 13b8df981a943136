package dev.joinall.backend.http;

import dev.joinall.backend.PoolUse;
import dev.joinall.backend.StepException;
import dev.joinall.config.PoolConfig;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.Http2AllocationStrategy;
import reactor.netty.http.client.HttpConnectionPoolMetrics;
import reactor.netty.resources.ConnectionPoolMetrics;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.ConnectionProvider.MeterRegistrar;

/** The connections to one HTTP API, and how full they are. Thread-safe. */
final class HttpPool implements AutoCloseable {
  /**
   * Calls at once on one connection of HTTP/2; fewer where the server says so. What RFC 9113
   * (6.5.2) asks of every server at least; by more, one lost packet would hold up too many.
   */
  static final int STREAMS = 100;

  private final PoolConfig limits;
  private final boolean http2;
  private final Map<String, ConnectionPoolMetrics> pools = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final ConnectionProvider provider;

  HttpPool(String name, PoolConfig limits, boolean http2) {
    this.limits = limits;
    this.http2 = http2;
    this.provider = provider(name);
  }

  private ConnectionProvider provider(String name) {
    var provider =
        ConnectionProvider.builder(name)
            .maxConnections(limits.max())
            .pendingAcquireMaxCount(maxPending())
            .pendingAcquireTimeout(limits.acquireTimeout())
            .maxIdleTime(limits.idle())
            .maxLifeTime(limits.life())
            .evictInBackground(limits.idle())
            .metrics(true, Registrar::new)
            .lifo();
    if (http2) {
      provider.allocationStrategy(
          Http2AllocationStrategy.builder()
              .maxConnections(limits.max())
              .maxConcurrentStreams(STREAMS)
              .build());
    }
    return provider.build();
  }

  ConnectionProvider provider() {
    return provider;
  }

  /**
   * A call over this pool. HTTP/2: the provider has no bound for those that wait for a stream, so
   * it is here. Where the server takes fewer streams than there may be, more of them wait; each no
   * longer than it may.
   */
  <T> Mono<T> guarded(Mono<T> call) {
    return http2 ? Mono.defer(() -> counted(call)) : call;
  }

  private <T> Mono<T> counted(Mono<T> call) {
    if (calls.incrementAndGet() > limits.max() * STREAMS + maxPending()) {
      calls.decrementAndGet();
      return Mono.error(new StepException(HttpFaults.tooManyWait()));
    }
    return call.doFinally(end -> calls.decrementAndGet());
  }

  /** Reactor Netty takes 0 for "no bound"; 1 is the nearest that bounds. */
  private int maxPending() {
    return Math.max(1, limits.maxPending());
  }

  /** A place carries one call: it is a connection, or over HTTP/2 one stream of a connection. */
  PoolUse use() {
    return http2
        ? useOfStreams()
        : new PoolUse(
            limits.max(),
            sum(ConnectionPoolMetrics::acquiredSize),
            sum(ConnectionPoolMetrics::idleSize),
            sum(ConnectionPoolMetrics::pendingAcquireSize));
  }

  /** Which connections the streams are on is not told: so many are idle at least. */
  private PoolUse useOfStreams() {
    int pending = sum(ConnectionPoolMetrics::pendingAcquireSize);
    int streams = Math.max(0, calls.get() - pending);
    int open = sum(pool -> pool instanceof HttpConnectionPoolMetrics ? pool.allocatedSize() : 0);
    return new PoolUse(limits.max() * STREAMS, streams, Math.max(0, open - streams), pending);
  }

  private int sum(ToIntFunction<ConnectionPoolMetrics> number) {
    return pools.values().stream().mapToInt(number).sum();
  }

  /** Who waits is turned away; who has a connection loses it. */
  @Override
  public void close() {
    provider.dispose();
  }

  /** Keeps what the provider tells of its pools, of which there is one for each protocol. */
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
