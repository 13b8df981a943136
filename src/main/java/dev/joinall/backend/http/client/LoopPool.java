package dev.joinall.backend.http.client;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server on one event loop. Confined to its loop, unless a method says
 * otherwise.
 */
final class LoopPool {
  private static final int MAX_REPEATED_HEADS = 8;

  private final EventLoop loop;
  private final ServerConnections server;
  private final ConnectionPool pool;
  private final IdleConnections idle;
  private final Set<PooledConnection> all = new HashSet<>();
  private final PendingConnects pendingConnects;
  private final RepeatedHeads repeatedHeads = new RepeatedHeads(MAX_REPEATED_HEADS);

  /**
   * @param connects that run at a time
   */
  LoopPool(EventLoop loop, ServerConnections server, ConnectionPool pool, int connects) {
    this.idle = new IdleConnections(loop, pool.limits(), this::discard);
    this.pendingConnects = new PendingConnects(this, connects);
    this.loop = loop;
    this.server = server;
    this.pool = pool;
  }

  ServerConnections server() {
    return server;
  }

  EventLoop loop() {
    return loop;
  }

  RepeatedHeads repeatedHeads() {
    return repeatedHeads;
  }

  IdleConnections idle() {
    return idle;
  }

  /** Whether it has no connection, idle or in use. */
  boolean isEmpty() {
    return all.isEmpty();
  }

  /** A connection for the call: an idle one, or else a new one; false if it has to wait. */
  boolean give(ClientCall call) {
    PooledConnection connection = idle.take();
    if (connection != null) {
      hand(connection, call);
      return true;
    }
    if (pool.reserve()) {
      connect(call);
      return true;
    }
    return false;
  }

  private void hand(PooledConnection connection, ClientCall call) {
    if (!call.take(connection)) {
      offer(connection);
    }
  }

  /** The same for a call that has a place for a connection already. */
  void giveToPlaced(ClientCall call) {
    PooledConnection connection = idle.take();
    if (connection == null) {
      connect(call);
    } else {
      pool.free();
      hand(connection, call);
    }
  }

  private void connect(ClientCall call) {
    call.uses(server);
    pendingConnects.add(call);
  }

  /**
   * Opens a connection.
   *
   * @param done gets it, or else why there is none
   */
  void open(BiConsumer<@Nullable PooledConnection, @Nullable Throwable> done) {
    pool.connector().connect(this, done);
  }

  boolean isClosed() {
    return pool.isClosed();
  }

  /** Gives back the place of a connection that was not opened. */
  void free() {
    pool.free();
    serveWaiting();
  }

  /** A connection was opened; its place is free when it is closed. */
  void add(PooledConnection connection) {
    all.add(connection);
    connection.channel().closeFuture().addListener(closed -> remove(connection));
  }

  /** Gives a clean connection to a call that waits, or keeps it. */
  void offer(PooledConnection connection) {
    long now = System.nanoTime();
    boolean unwanted = pool.isClosed() || server.isGone() || server.isLeftOut();
    if (unwanted || connection.isOld(now, pool.limits())) {
      connection.close();
      return;
    }
    for (ClientCall next = nextCall(); next != null; next = nextCall()) {
      if (next.take(connection)) {
        return;
      }
    }
    connection.rests(now);
    idle.add(connection);
    if (!pool.waiting().isEmpty()) {
      serveWaiting();
    }
  }

  /** Calls that have a place, and then those that wait for one. */
  private @Nullable ClientCall nextCall() {
    ClientCall next = pendingConnects.next();
    return next == null ? pool.waiting().next() : next;
  }

  private void remove(PooledConnection connection) {
    connection.end();
    if (all.remove(connection)) {
      idle.remove(connection);
      pool.free();
      serveWaiting();
    }
  }

  /** Closes an idle connection. Its place is free at once, although closing takes time. */
  private void discard(PooledConnection connection) {
    if (all.remove(connection)) {
      pool.free();
    }
    connection.close();
  }

  /** Looks for waiting calls soon. Thread-safe. */
  void wake() {
    var _ = execute(this::serveWaiting);
  }

  private void serveWaiting() {
    while (!pool.waiting().isEmpty() && !pool.isClosed()) {
      PooledConnection connection = server.isLeftOut() ? null : idle.take();
      if (connection == null && !pool.reserve()) {
        return;
      }
      ClientCall next = pool.waiting().next();
      if (next != null && connection != null) {
        hand(connection, next);
      } else if (next != null) {
        pool.connect(next, loop);
      } else if (connection == null) {
        pool.free();
      } else {
        idle.add(connection);
      }
    }
  }

  /** Closes the idle connections. Thread-safe. */
  void closeAllIdle() {
    var _ = onLoop(idle::closeAll);
  }

  /** Closes all connections. Thread-safe. */
  void close() {
    var _ =
        onLoop(() -> {
          pendingConnects.close();
          new ArrayList<>(all).forEach(PooledConnection::close);
        });
  }

  /**
   * Runs it on the loop, at once if this is the loop; false if that has ended, and its connections
   * with it. Thread-safe.
   */
  boolean onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
      return true;
    }
    return execute(task);
  }

  /** Runs it on the loop after what runs there now; false if that has ended. Thread-safe. */
  boolean execute(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }
}
