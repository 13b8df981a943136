package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.StepException;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.PoolConfig;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A fixed number of connections, used round-robin. Thread-safe. */
final class ConnectionPool {
  /**
   * A connection without a reply for this many timeouts is replaced, if a new one can be opened.
   */
  private static final int SILENCE_IN_TIMEOUTS = 4;

  private static final Duration MIN_SILENCE = Duration.ofSeconds(1);

  private final RefusedCalls refusals = new RefusedCalls(this::leaveAll);
  private final List<Slot> slots;
  private final PoolConfig pool;
  private final LettuceConnector client;
  private final Hub hub;
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  ConnectionPool(BackendConfig config, LettuceConnector client, Hub hub) {
    this.pool = config.pool();
    this.slots =
        Stream.generate(
                () -> new Slot(client::open, pool, patience(config), refusals, hub.scheduler()))
            .limit(pool.max())
            .toList();
    this.client = client;
    this.hub = hub;
  }

  private static Duration patience(BackendConfig config) {
    Duration calls = config.timeout().multipliedBy(SILENCE_IN_TIMEOUTS);
    return calls.compareTo(MIN_SILENCE) < 0 ? MIN_SILENCE : calls;
  }

  /** Replaces all connections, so that none leads to a former primary. */
  private void leaveAll() {
    slots.forEach(Slot::leave);
  }

  /** The recent refusal of calls by a server that is up; null if there was none. */
  @Nullable Fault refusal() {
    return refusals.recent();
  }

  /** Maximum of concurrent calls on one connection. */
  static int callsEach(PoolConfig pool) {
    return Math.max(1, pool.maxPending());
  }

  /** An open slot, if there is one; else the next slot in turn, which starts to connect. */
  Slot next() {
    int first = Math.floorMod(turn.getAndIncrement(), slots.size());
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get((first + i) % slots.size());
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
  Mono<SharedConnection> await(Slot slot) {
    if (waiting.incrementAndGet() > callsEach(pool)) {
      waiting.decrementAndGet();
      return Mono.error(new StepException(RedisFaults.rejected()));
    }
    return Mono.fromFuture(slot.connect(), true)
        .timeout(pool.acquireTimeout(), Mono.error(this::tooLate), hub.scheduler())
        .<SharedConnection>handle((attempt, sink) -> {
          switch (attempt) {
            case ConnectAttempt.Open(var connection) -> sink.next(connection);
            case ConnectAttempt.Failed(var fault) -> sink.error(new StepException(fault));
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
  Mono<Void> openAll() {
    return Flux.fromIterable(slots).flatMap(slot -> Mono.fromFuture(slot.connect(), true)).then();
  }

  /** A place is one of the concurrent calls that the shared connections can carry. */
  PoolUse use() {
    List<SharedConnection> open = slots.stream().map(Slot::open).filter(Objects::nonNull).toList();
    return new PoolUse(
        (int) Math.min(Integer.MAX_VALUE, (long) pool.max() * callsEach(pool)),
        open.stream().mapToInt(SharedConnection::calls).sum(),
        (int) open.stream().filter(it -> it.calls() == 0).count(),
        waiting.get());
  }

  void close() {
    slots.forEach(Slot::close);
    client.close();
  }
}
