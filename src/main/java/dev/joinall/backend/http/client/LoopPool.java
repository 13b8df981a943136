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
   * @param connects the maximum of concurrent connects
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

  /** Whether it has no connections, idle or in use. */
  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Gives the call an idle connection, or opens a new one; false if it has to wait. */
  boolean tryServe(ClientCall call) {
    PooledConnection connection = idle.poll();
    if (connection != null) {
      assign(connection, call);
      return true;
    }
    if (pool.reserve()) {
      connect(call);
      return true;
    }
    return false;
  }

  private void assign(PooledConnection connection, ClientCall call) {
    if (!call.accept(connection)) {
      offer(connection);
    }
  }

  /** Like {@link #tryServe}, for a call that already has a place for a connection. */
  void servePlaced(ClientCall call) {
    PooledConnection connection = idle.poll();
    if (connection == null) {
      connect(call);
    } else {
      pool.free();
      assign(connection, call);
    }
  }

  private void connect(ClientCall call) {
    call.uses(server);
    pendingConnects.add(call);
  }

  /**
   * Opens a connection.
   *
   * @param done gets the connection, or the failure
   */
  void open(BiConsumer<@Nullable PooledConnection, @Nullable Throwable> done) {
    pool.connector().connect(this, done);
  }

  boolean isClosed() {
    return pool.isClosed();
  }

  /** Releases the place of a connection that was not opened. */
  void free() {
    pool.free();
    serveWaiting();
  }

  /** Adds an opened connection; its place is released when it is closed. */
  void add(PooledConnection connection) {
    all.add(connection);
    connection.channel().closeFuture().addListener(closed -> remove(connection));
  }

  /** Gives a clean connection to a waiting call, or keeps it. */
  void offer(PooledConnection connection) {
    long now = System.nanoTime();
    boolean unwanted = pool.isClosed() || server.isRemoved() || server.isEjected();
    if (unwanted || connection.isOld(now, pool.limits())) {
      connection.close();
      return;
    }
    for (ClientCall next = nextCall(); next != null; next = nextCall()) {
      if (next.accept(connection)) {
        return;
      }
    }
    connection.markIdle(now);
    idle.add(connection);
    if (!pool.waiting().isEmpty()) {
      serveWaiting();
    }
  }

  /** First the calls with a place, then those that wait for one. */
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

  /** Closes an idle connection. Releases its place at once, although closing takes time. */
  private void discard(PooledConnection connection) {
    if (all.remove(connection)) {
      pool.free();
    }
    connection.close();
  }

  /** Schedules serving the waiting calls. Thread-safe. */
  void wake() {
    var _ = execute(this::serveWaiting);
  }

  private void serveWaiting() {
    while (!pool.waiting().isEmpty() && !pool.isClosed()) {
      PooledConnection connection = server.isEjected() ? null : idle.poll();
      if (connection == null && !pool.reserve()) {
        return;
      }
      ClientCall next = pool.waiting().next();
      if (next != null && connection != null) {
        assign(connection, next);
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
   * Runs the task on the loop, at once if this is the loop; false if the loop has ended, and its
   * connections with it. Thread-safe.
   */
  boolean onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
      return true;
    }
    return execute(task);
  }

  /** Runs the task on the loop after the current one; false if the loop has ended. Thread-safe. */
  boolean execute(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }
}
