package dev.joinall.backend.http.client;

import dev.joinall.backend.balance.Instance;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The connections to one server, with a pool for each event loop. Thread-safe. */
final class ServerConnections extends Instance {
  /**
   * The maximum of concurrent connects, over all loops. The accept queues of nginx, Node and Apache
   * have room for 511, and other clients use them, too.
   */
  private static final int MAX_CONNECTS = 256;

  private final Target target;
  private final List<LoopPool> loops;

  ServerConnections(
      Instance.Place place, Target target, List<EventLoop> loops, ConnectionPool pool) {
    super(place);
    this.target = target;
    int connects = Math.max(1, MAX_CONNECTS / loops.size());
    this.loops = loops.stream().map(loop -> new LoopPool(loop, this, pool, connects)).toList();
  }

  Target target() {
    return target;
  }

  List<LoopPool> loops() {
    return loops;
  }

  /**
   * The pool of this loop; if it has no connections, a pool with an idle one, because few calls
   * need few connections.
   */
  LoopPool best(@Nullable EventLoop caller) {
    LoopPool own = caller == null ? null : on(caller);
    if (own != null && !own.isEmpty()) {
      return own;
    }
    LoopPool idle = withIdle();
    if (idle != null) {
      return idle;
    }
    return own == null ? loops.get(ThreadLocalRandom.current().nextInt(loops.size())) : own;
  }

  /** A pool with an idle connection; null if there is none. */
  @Nullable LoopPool withIdle() {
    for (LoopPool it : loops) {
      if (it.idle().size() > 0) {
        return it;
      }
    }
    return null;
  }

  LoopPool on(EventLoop loop) {
    for (LoopPool it : loops) {
      if (it.loop().equals(loop)) {
        return it;
      }
    }
    throw new IllegalArgumentException("not a loop of this pool");
  }

  /** The number of its connections, open or being opened. */
  int size() {
    return inFlight() + idle();
  }

  int idle() {
    return loops.stream().mapToInt(it -> it.idle().size()).sum();
  }

  /**
   * Stops the reuse of idle connections: a connection ended while a call was sent on it, so the
   * server has probably closed the other idle ones as well.
   */
  void invalidateIdle() {
    loops.forEach(it -> it.idle().invalidate());
  }

  /** Calls in flight are not affected; released connections are closed. */
  @Override
  protected void onRemoved() {
    loops.forEach(LoopPool::closeAllIdle);
  }

  void close() {
    loops.forEach(LoopPool::close);
  }
}
