package com.example.joinall.kafka;

import dev.joinall.backend.EventLoops;
import dev.joinall.backend.PoolUse;
import dev.joinall.config.BackendConfig;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Starts the calls of one backend. The client blocks until it knows the topic, so each call begins
 * on a virtual thread: at most {@code max + max-pending}. Thread-safe.
 */
final class Calls implements AutoCloseable {
  private static final Duration EARLIER = Duration.ofMillis(100);

  private final EventLoops loops;
  private final Places places;
  private final ClientPool pool;
  private final ThreadFactory threads;

  Calls(BackendConfig config, EventLoops loops) {
    this.loops = loops;
    this.threads = threads(config.name());
    this.places = new Places(config.pool());
    this.pool = new ClientPool(config, loops, threads);
  }

  /** The client finds its own classes by the loader of the thread. */
  private static ThreadFactory threads(String backend) {
    ThreadFactory virtual = Thread.ofVirtual().name("kafka-" + backend + "-", 0).factory();
    return work -> {
      Thread thread = virtual.newThread(work);
      thread.setContextClassLoader(Calls.class.getClassLoader());
      return thread;
    };
  }

  /**
   * Starts a call; the result is published on the caller's loop. A record that the client has not
   * taken a little before the timeout fails, and the fault says that nothing was sent. The guard of
   * the caller ends the call of any other record.
   */
  <T> Mono<T> start(PendingCall.Work<T> work, Duration left) {
    return Mono.<T>create(sink -> start(work, left, sink)).publishOn(loops.scheduler());
  }

  private <T> void start(PendingCall.Work<T> work, Duration left, MonoSink<T> sink) {
    if (pool.isClosed()) {
      sink.error(KafkaFaults.exception(KafkaFaults.closed()));
      return;
    }
    Duration timeout = left.minus(earlier(left));
    boolean hasPlace = places.enter(); // what it throws becomes the error
    var call = new PendingCall<T>(places, pool, work, timeout, sink, hasPlace);
    Disposable timer =
        loops
            .scheduler()
            .schedule(call::giveUp, Math.max(0, timeout.toNanos()), TimeUnit.NANOSECONDS);
    sink.onDispose(timer);
    sink.onCancel(call::abandon);
    threads.newThread(call).start();
  }

  private static Duration earlier(Duration left) {
    Duration tenth = left.dividedBy(10);
    return tenth.compareTo(EARLIER) < 0 ? tenth : EARLIER;
  }

  /**
   * Asks whether a broker that the cluster has named may be connected to. Blocks.
   *
   * @throws UnknownHostException if not
   */
  void allowed(String host) throws UnknownHostException {
    var _ = pool.allowed(host);
  }

  PoolUse use() {
    int inUse = places.inUse();
    return new PoolUse(places.max(), inUse, inUse == 0 && pool.isOpen() ? 1 : 0, places.pending());
  }

  @Override
  public void close() {
    pool.close();
  }
}
