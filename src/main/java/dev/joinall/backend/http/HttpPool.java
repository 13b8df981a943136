package dev.joinall.backend.http;

import dev.joinall.backend.PoolUse;
import dev.joinall.backend.StepException;
import dev.joinall.config.PoolConfig;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.Http2AllocationStrategy;
import reactor.netty.http.client.HttpConnectionPoolMetrics;
import reactor.netty.resources.ConnectionPoolMetrics;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.ConnectionProvider.ConnectionMetadata;
import reactor.netty.resources.ConnectionProvider.MeterRegistrar;

/** The connections to one HTTP API, and their use. Thread-safe. */
final class HttpPool implements AutoCloseable {
  /**
   * Maximum of concurrent calls on one HTTP/2 connection; fewer if the server says so. RFC 9113
   * (6.5.2) recommends that servers allow at least 100; with more, one lost packet would delay too
   * many calls.
   */
  static final int STREAMS = 100;

  private final PoolConfig limits;
  private final boolean http2;
  private final Map<String, ConnectionPoolMetrics> pools = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final ConnectionProvider provider;

  /** Connections that were released before this time, in milliseconds, are not used again. */
  private volatile long idleUntil;

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
    if (!http2) {
      provider.evictionPredicate(this::isUnusable);
    }
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

  /** An acquired connection has been idle for 0 ms. Reactor Netty checks {@code life} itself. */
  private boolean isUnusable(Connection connection, ConnectionMetadata use) {
    long idle = use.idleTime();
    return !connection.channel().isActive()
        || !connection.isPersistent()
        || idle >= KeepAlive.idleMillis(connection.channel(), limits.idle())
        || (idle > 0 && System.currentTimeMillis() - idle <= idleUntil);
  }

  /** The connections that are idle now are not used again. */
  void closeIdle() {
    idleUntil = System.currentTimeMillis();
  }

  /**
   * Applies the limit of waiting calls. Over HTTP/2 the provider does not bound the calls that wait
   * for a stream, so this method does. If the server allows fewer streams than {@code max}, more
   * calls wait, each within its own timeout.
   *
   * @param afterwards runs its argument when the place of the call is free
   */
  <T> Mono<T> guarded(Mono<T> call, Consumer<Runnable> afterwards) {
    return http2 ? Mono.defer(() -> counted(call, afterwards)) : call;
  }

  private <T> Mono<T> counted(Mono<T> call, Consumer<Runnable> afterwards) {
    if (calls.incrementAndGet() > limits.max() * STREAMS + maxPending()) {
      calls.decrementAndGet();
      return Mono.error(new StepException(HttpFaults.tooManyWait()));
    }
    return call.doFinally(end -> afterwards.accept(calls::decrementAndGet));
  }

  /** Reactor Netty takes 0 for "unbounded"; 1 is the closest bound. */
  private int maxPending() {
    return Math.max(1, limits.maxPending());
  }

  /** A place carries one call: it is a connection, or over HTTP/2 one stream. */
  PoolUse use() {
    return http2
        ? useOfStreams()
        : new PoolUse(
            limits.max(),
            sum(ConnectionPoolMetrics::acquiredSize),
            sum(ConnectionPoolMetrics::idleSize),
            sum(ConnectionPoolMetrics::pendingAcquireSize));
  }

  /** The distribution of streams over connections is unknown, so {@code idle} is a lower bound. */
  private PoolUse useOfStreams() {
    int pending = sum(ConnectionPoolMetrics::pendingAcquireSize);
    int streams = Math.max(0, calls.get() - pending);
    int open = sum(pool -> pool instanceof HttpConnectionPoolMetrics ? pool.allocatedSize() : 0);
    return new PoolUse(limits.max() * STREAMS, streams, Math.max(0, open - streams), pending);
  }

  private int sum(ToIntFunction<ConnectionPoolMetrics> number) {
    return pools.values().stream().mapToInt(number).sum();
  }

  /** Rejects waiting calls and closes the connections of the others. */
  @Override
  public void close() {
    provider.dispose();
  }

  /** Keeps the metrics of the provider's pools; there is one pool for each protocol. */
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
