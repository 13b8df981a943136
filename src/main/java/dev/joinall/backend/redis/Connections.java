package dev.joinall.backend.redis;

import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import dev.joinall.config.PoolConfig;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A fixed number of connections, taken in turn. Thread-safe. */
final class Connections {
  private final List<Slot> slots;
  private final PoolConfig pool;
  private final Client client;
  private final Hub hub;
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  Connections(PoolConfig pool, Client client, Hub hub) {
    this.slots = Stream.generate(() -> new Slot(client::open)).limit(pool.max()).toList();
    this.pool = pool;
    this.client = client;
    this.hub = hub;
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
  Mono<StatefulRedisConnection<byte[], byte[]>> await(Slot slot) {
    if (waiting.incrementAndGet() > Math.max(1, pool.maxPending())) {
      waiting.decrementAndGet();
      return Mono.error(new StepException(RedisFaults.rejected()));
    }
    return Mono.fromFuture(slot.connect(), true)
        .timeout(pool.acquireTimeout(), Mono.error(this::tooLate), hub.scheduler())
        .<StatefulRedisConnection<byte[], byte[]>>handle((opening, sink) -> {
          switch (opening) {
            case Opening.Open(var connection) -> sink.next(connection);
            case Opening.Failed(var fault) -> sink.error(new StepException(fault));
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

  void close() {
    client.close();
  }
}
