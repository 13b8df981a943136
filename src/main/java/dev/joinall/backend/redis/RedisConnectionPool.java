package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.StepException;
import dev.joinall.config.PoolConfig;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A fixed number of connections, used round-robin. Thread-safe. */
final class RedisConnectionPool {
  /**
   * A connection without a reply for this many timeouts is replaced, if a new one can be opened.
   */
  private static final int SILENCE_IN_TIMEOUTS = 4;

  private static final Duration MIN_SILENCE = Duration.ofSeconds(1);

  private static final byte[][] PING = RespWriter.command("PING");

  private final RefusedCalls refusals = new RefusedCalls(this::retireAll);
  private final List<ReconnectingConnection> slots;
  private final PoolConfig pool;
  private final Duration timeout;
  private final Hub hub;
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param timeout of a call
   * @param connector opens one connection
   */
  RedisConnectionPool(
      PoolConfig pool,
      Duration timeout,
      Supplier<CompletionStage<StatefulRedisConnection<byte[], byte[]>>> connector,
      Hub hub) {
    this.pool = pool;
    this.timeout = timeout;
    this.slots =
        Stream.generate(() ->
                new ReconnectingConnection(
                    connector, pool, silenceTimeout(timeout), refusals, hub.scheduler()))
            .limit(pool.max())
            .toList();
    this.hub = hub;
  }

  private static Duration silenceTimeout(Duration timeout) {
    Duration calls = timeout.multipliedBy(SILENCE_IN_TIMEOUTS);
    return calls.compareTo(MIN_SILENCE) < 0 ? MIN_SILENCE : calls;
  }

  /** Replaces all connections, so that none leads to a former primary. */
  void retireAll() {
    slots.forEach(ReconnectingConnection::retire);
  }

  /** If a connection is open, a call only reads it from its slot. */
  <T> Mono<T> call(byte[][] request, ReplyConsumer<T> reply, boolean effect) {
    return call(request, reply, effect, false);
  }

  /**
   * Like {@link #call}, with {@code ASKING} before it: for a slot that is being moved to this
   * server.
   */
  <T> Mono<T> callAsking(byte[][] request, ReplyConsumer<T> reply, boolean effect) {
    return call(request, reply, effect, true);
  }

  private <T> Mono<T> call(
      byte[][] request, ReplyConsumer<T> reply, boolean effect, boolean asking) {
    ReconnectingConnection slot = next();
    MultiplexedConnection open = slot.open();
    return open != null && open.tryAcquire()
        ? send(open, request, reply, effect, asking)
        : await(slot)
            .flatMap(connection ->
                connection.tryAcquire()
                    ? send(connection, request, reply, effect, asking)
                    : call(request, reply, effect, asking));
  }

  private <T> Mono<T> send(
      MultiplexedConnection connection,
      byte[][] request,
      ReplyConsumer<T> reply,
      boolean effect,
      boolean asking) {
    return Mono.create(sink -> {
      var call = new PendingCommand<T>(request, reply, effect, sink, connection);
      sink.onCancel(call::abandon);
      if (asking) {
        connection.dispatchAsking(call);
      } else {
        connection.dispatch(call);
      }
    });
  }

  /** Whether a call could be sent at once. */
  boolean isOpen() {
    for (ReconnectingConnection slot : slots) {
      if (slot.open() != null) {
        return true;
      }
    }
    return false;
  }

  void beginToConnect() {
    var _ = next();
  }

  /**
   * Opens all connections, and checks that the server replies. A former primary still replies to
   * PING, so recent refusals of calls count too. Never fails.
   */
  Mono<Health> check() {
    return openAll()
        .then(Mono.defer(() -> call(PING, ReplyJson.brief(), false)))
        .timeout(timeout, hub.scheduler())
        .map(pong -> health())
        .onErrorResume(error -> Mono.just(Health.of(RedisFaults.of(error))));
  }

  private Health health() {
    Fault refusal = refusals.recent();
    return refusal == null ? new Health.Up() : Health.of(refusal);
  }

  /** Maximum of concurrent calls on one connection. */
  static int callsEach(PoolConfig pool) {
    return Math.max(1, pool.maxPending());
  }

  /** An open slot, if there is one; else the next slot in turn, which starts to connect. */
  private ReconnectingConnection next() {
    int first = Math.floorMod(turn.getAndIncrement(), slots.size());
    for (int i = 0; i < slots.size(); i++) {
      ReconnectingConnection slot = slots.get((first + i) % slots.size());
      if (slot.open() != null) {
        return slot;
      }
      if (i == 0) {
        var _ = slot.connect();
      }
    }
    return slots.get(first);
  }

  /** Emits the slot's connection when it is open. */
  private Mono<MultiplexedConnection> await(ReconnectingConnection slot) {
    if (waiting.incrementAndGet() > callsEach(pool)) {
      waiting.decrementAndGet();
      return Mono.error(new StepException(RedisFaults.rejected()));
    }
    return Mono.fromFuture(slot.connect(), true)
        .timeout(pool.acquireTimeout(), Mono.error(this::tooLate), hub.scheduler())
        .<MultiplexedConnection>handle((attempt, sink) -> {
          switch (attempt) {
            case ConnectResult.Open(var connection) -> sink.next(connection);
            case ConnectResult.Failed(var fault) -> sink.error(new StepException(fault));
          }
        })
        .doFinally(signal -> waiting.decrementAndGet());
  }

  private StepException tooLate() {
    return new StepException(
        RedisFaults.unavailable(
            "no connection within " + pool.acquireTimeout().toMillis() + " ms"));
  }

  /** Completes when each slot is open or its attempt has failed. */
  private Mono<Void> openAll() {
    return Flux.fromIterable(slots).flatMap(slot -> Mono.fromFuture(slot.connect(), true)).then();
  }

  /** A place is one of the concurrent calls that the shared connections can carry. */
  PoolUse use() {
    List<MultiplexedConnection> open =
        slots.stream().map(ReconnectingConnection::open).filter(Objects::nonNull).toList();
    return new PoolUse(
        (int) Math.min(Integer.MAX_VALUE, (long) pool.max() * callsEach(pool)),
        open.stream().mapToInt(MultiplexedConnection::calls).sum(),
        (int) open.stream().filter(it -> it.calls() == 0).count(),
        waiting.get());
  }

  /** Closes the pool; its calls in flight can complete. */
  void close() {
    slots.forEach(ReconnectingConnection::close);
  }
}
