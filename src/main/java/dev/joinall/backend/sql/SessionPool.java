package dev.joinall.backend.sql;

import dev.joinall.backend.ConnectionFaults;
import dev.joinall.backend.HostNames;
import dev.joinall.backend.Hub;
import dev.joinall.backend.PoolPlace;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Pools;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.PoolConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PooledRef;
import reactor.pool.PooledRefMetadata;

/**
 * The connections of a backend. Without a free one a call waits in a bounded queue, with a timeout.
 * Thread-safe.
 */
final class SessionPool {
  /** The bounds of the interval in which idle connections are checked. */
  private static final Duration MAX_INTERVAL = Duration.ofSeconds(30);

  private static final Duration MIN_INTERVAL = Duration.ofMillis(50);

  private final PoolConfig limits;
  private final SqlAddress address;
  private final Driver driver;
  private final Hub hub;
  private final HostNames names;
  private final Duration connectTimeout;
  private final InstrumentedPool<Session> pool;
  private final Set<Session> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  SessionPool(
      BackendConfig config, SqlAddress address, Driver driver, Hub hub, Duration connectTimeout) {
    this.limits = config.pool();
    this.address = address;
    this.driver = driver;
    this.hub = hub;
    this.names = hub.names(config);
    this.connectTimeout = connectTimeout;
    this.pool =
        Pools.of(Mono.defer(this::connect), limits, hub.scheduler())
            .evictionPredicate(this::isExpired)
            .evictInBackground(interval(limits), hub.scheduler())
            .destroyHandler(this::end)
            .buildPool();
  }

  private static Duration interval(PoolConfig limits) {
    Duration half = Pools.shortestLifetime(limits).dividedBy(2);
    if (half.compareTo(MIN_INTERVAL) < 0) {
      return MIN_INTERVAL;
    }
    return half.compareTo(MAX_INTERVAL) > 0 ? MAX_INTERVAL : half;
  }

  private boolean isExpired(Session session, PooledRefMetadata use) {
    return !session.isOpen()
        || use.idleTime() >= limits.idle().toMillis()
        || use.lifeTime() >= limits.life().toMillis();
  }

  private Mono<Session> connect() {
    return attempt()
        .onErrorResume(
            error -> hub.names().invalidate(address.host()) ? attempt() : Mono.error(error))
        .timeout(connectTimeout, hub.scheduler())
        .onErrorMap(SqlFaults::connecting)
        .doOnNext(this::opened)
        .contextWrite(DroppedErrors::silently);
  }

  private void opened(Session session) {
    open.add(session);
    if (closed) {
      session.destroy();
    }
  }

  /** Connects to the first address of the host that accepts a connection. */
  private Mono<Session> attempt() {
    return Mono.fromFuture(() -> names.all(address.host(), address.port()).toCompletableFuture())
        .flatMap(this::any);
  }

  private Mono<Session> any(List<InetSocketAddress> targets) {
    return Flux.fromIterable(targets.subList(1, targets.size()))
        .reduce(
            driver.connect(targets.getFirst()),
            (before, target) -> before.onErrorResume(error -> driver.connect(target)))
        .flatMap(it -> it);
  }

  private Mono<Void> end(Session session) {
    open.remove(session);
    return session.close();
  }

  /** Emits a connection; release or invalidate it once. */
  Mono<PooledRef<Session>> acquire() {
    return PoolPlace.of(pool, limits.acquireTimeout()).onErrorMap(ConnectionFaults::of);
  }

  /** Runs work on a connection outside the pool, which is closed afterwards. */
  Mono<Void> runOutsidePool(Function<Session, Mono<Void>> work) {
    return Mono.usingWhen(Mono.defer(this::connect), work, this::end);
  }

  PoolUse use() {
    return Pools.use(pool);
  }

  /** Calls in flight are interrupted. */
  void close() {
    closed = true;
    pool.dispose();
    open.forEach(Session::destroy);
  }
}
