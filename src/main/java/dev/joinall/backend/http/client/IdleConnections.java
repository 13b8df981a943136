package dev.joinall.backend.http.client;

import dev.joinall.config.PoolConfig;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections to one server on one event loop, used last in, first out, so that unneeded
 * ones expire. Confined to its loop, unless a method says otherwise.
 */
final class IdleConnections {
  private final EventLoop loop;
  private final PoolConfig limits;
  private final Consumer<PooledConnection> discard;
  private final Deque<PooledConnection> idle = new ArrayDeque<>();
  private volatile int size;
  private volatile long invalidatedAt = System.nanoTime();
  private boolean evictionIsDue;

  /**
   * @param discard closes a connection that was removed
   */
  IdleConnections(EventLoop loop, PoolConfig limits, Consumer<PooledConnection> discard) {
    this.loop = loop;
    this.limits = limits;
    this.discard = discard;
  }

  /** Thread-safe. */
  int size() {
    return size;
  }

  /** Removes a usable connection for a call; null if there is none. */
  @Nullable PooledConnection poll() {
    long now = System.nanoTime();
    while (!idle.isEmpty()) {
      PooledConnection last = idle.removeLast();
      size = idle.size();
      if (isUsable(last, now)) {
        last.begin();
        return last;
      }
      discard.accept(last);
    }
    return null;
  }

  private boolean isUsable(PooledConnection connection, long now) {
    return connection.isUsable(now, limits) && connection.idleSince() - invalidatedAt > 0;
  }

  void add(PooledConnection connection) {
    connection.end();
    idle.addLast(connection);
    size = idle.size();
    evictLater();
  }

  void remove(PooledConnection connection) {
    idle.remove(connection);
    size = idle.size();
  }

  /** Stops the reuse of all currently idle connections. Thread-safe. */
  void invalidate() {
    invalidatedAt = System.nanoTime();
  }

  private void evictLater() {
    if (!evictionIsDue) {
      evictionIsDue = true;
      var _ = loop.schedule(this::evict, limits.idle().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** Closes connections that were idle for too long; the oldest ones come first. */
  private void evict() {
    evictionIsDue = false;
    long now = System.nanoTime();
    for (PooledConnection it : new ArrayList<>(idle)) {
      if (!isUsable(it, now)) {
        it.close();
      }
    }
    if (!idle.isEmpty()) {
      evictLater();
    }
  }

  /** Closes the connection with the longest idle time, if there is one. */
  void closeOldest() {
    PooledConnection first = idle.pollFirst();
    if (first != null) {
      size = idle.size();
      discard.accept(first);
    }
  }

  void closeAll() {
    while (!idle.isEmpty()) {
      closeOldest();
    }
  }
}
