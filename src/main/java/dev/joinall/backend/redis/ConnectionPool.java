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

/** A fixed number of connections, taken in turn. Thread-safe. */
final class ConnectionPool {
  /** A connection that is silent for so many timeouts is replaced, if another one opens. */
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

  /** A server that was the primary is met at none of them: each is opened anew. */
  private void leaveAll() {
    slots.forEach(Slot::leave);
  }

  /** Why the server took no calls lately, though it is there; null where it took them. */
  @Nullable Fault refusal() {
    return refusals.recent();
  }

  /** How many calls a connection carries at once. */
  static int callsEach(PoolConfig pool) {
    return Math.max(1, pool.maxPending());
  }

  /** One that is open, if any is; else the one whose turn it is, which begins to open. */
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

  /** The slot's connection as soon as it is open. */
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

  /** Ends when each is either open or can't be opened now. */
  Mono<Void> openAll() {
    return Flux.fromIterable(slots).flatMap(slot -> Mono.fromFuture(slot.connect(), true)).then();
  }

  /** A place is a turn of a call on one of the connections, which all calls share. */
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
