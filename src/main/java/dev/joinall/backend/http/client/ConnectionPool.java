package dev.joinall.backend.http.client;

import dev.joinall.backend.HostNames;
import dev.joinall.backend.Hub;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.StepException;
import dev.joinall.backend.balance.Instances;
import dev.joinall.config.PoolConfig;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the servers of one backend. Each event loop has its own idle connections, so
 * that a call stays on its loop. The limits apply to all servers and loops together, and waiting
 * calls form one queue, first in, first out. Thread-safe and lock-free.
 */
public final class ConnectionPool implements AutoCloseable {
  private final Hub hub;
  private final PoolConfig limits;
  private final Connector connector;
  private final List<EventLoop> loops;
  private final TargetServers<ServerConnections> servers;

  /** The number of places in use: by open connections, and by those being opened. */
  private final AtomicInteger open = new AtomicInteger();

  private final WaitingCalls waiting;
  private volatile boolean closed;

  /**
   * @param name of the backend
   * @param names resolves to the addresses that the backend allows
   */
  public ConnectionPool(
      String name,
      Hub hub,
      HostNames names,
      List<Target> targets,
      Connector connector,
      PoolConfig limits) {
    this.hub = hub;
    this.connector = connector;
    this.limits = limits;
    this.waiting = new WaitingCalls(limits);
    this.loops =
        StreamSupport.stream(hub.loops().spliterator(), false).map(EventLoop.class::cast).toList();
    this.servers =
        new TargetServers<>(
            name,
            targets,
            names,
            (place, target) -> new ServerConnections(place, target, loops, this));
  }

  PoolConfig limits() {
    return limits;
  }

  Connector connector() {
    return connector;
  }

  Instances<ServerConnections> servers() {
    return servers.all();
  }

  /** Whether an attempt has only one server to choose. */
  public boolean hasOneServer() {
    return servers().known().size() == 1;
  }

  /** Whether a new look-up may find untried servers. */
  boolean invalidate(ServerConnections last) {
    return servers.invalidate(last.target());
  }

  /**
   * Gives the call a connection, at once or later, on this event loop or on the loop of the
   * connection.
   */
  void acquire(ClientCall call) {
    if (closed) {
      call.failed(PoolFaults.closed());
      return;
    }
    EventLoop caller = hub.currentLoop();
    ServerConnections known = servers().choose(call.tried());
    if (known != null) {
      serve(call, known.best(caller));
      return;
    }
    servers()
        .choose(
            call.tried(),
            caller == null ? loops.getFirst() : caller,
            (server, failure) -> {
              if (server == null) {
                call.failed(failure);
              } else {
                serve(call, server.best(caller));
              }
            });
  }

  private void serve(ClientCall call, LoopPool loop) {
    if (loop.loop().inEventLoop()) {
      serveNow(call, loop);
    } else if (!loop.onLoop(() -> serveNow(call, loop))) {
      call.failed(PoolFaults.closed());
    }
  }

  private void serveNow(ClientCall call, LoopPool loop) {
    if (!loop.tryServe(call)) {
      serveFromOtherLoop(call, loop);
    }
  }

  /** Called if there is no place for another connection, and no idle one on this loop. */
  private void serveFromOtherLoop(ClientCall call, LoopPool loop) {
    LoopPool other = withIdle(loop.server());
    boolean served =
        other != null
            && other.onLoop(() -> {
              if (other.server() != loop.server() && isUnwanted(other.server(), call)) {
                other.idle().closeOldest();
                serve(call, loop);
              } else if (!other.tryServe(call)) {
                await(call, other);
              }
            });
    if (!served) {
      await(call, loop);
    }
  }

  /** A pool with an idle connection: of this server, or else of another one. */
  private @Nullable LoopPool withIdle(ServerConnections wanted) {
    LoopPool own = wanted.withIdle();
    if (own != null) {
      return own;
    }
    for (ServerConnections it : servers().known()) {
      LoopPool other = it.withIdle();
      if (other != null) {
        return other;
      }
    }
    return null;
  }

  /**
   * Whether an idle connection of this server should be closed for one to the server of the call.
   */
  private boolean isUnwanted(ServerConnections server, ClientCall call) {
    int count = servers().known().size();
    int share = (limits.max() + count - 1) / Math.max(1, count);
    return server.isEjected() || server.size() > share || call.hasUsed(server);
  }

  private void await(ClientCall call, LoopPool loop) {
    WaitingCall added = waiting.add(call, loop.loop());
    if (added == null) {
      call.failed(new StepException(PoolFaults.tooManyWait()));
      return;
    }
    if (closed && waiting.remove(added)) {
      call.failed(PoolFaults.closed());
    }
    // A connection may have been released before the call was in the queue.
    loop.wake();
    for (ServerConnections server : servers().known()) {
      server.loops().stream().filter(it -> it.idle().size() > 0).forEach(LoopPool::wake);
    }
  }

  WaitingCalls waiting() {
    return waiting;
  }

  /** Opens a connection on this loop for a call that has waited. Its place is already reserved. */
  void connect(ClientCall call, EventLoop loop) {
    servers()
        .choose(
            call.tried(),
            loop,
            (server, failure) -> {
              if (server != null) {
                server.on(loop).servePlaced(call);
              } else {
                free();
                call.failed(failure);
              }
            });
  }

  /** Reserves a place for a connection; false if there is none. */
  boolean reserve() {
    int now = open.get();
    while (now < limits.max()) {
      if (open.compareAndSet(now, now + 1)) {
        return true;
      }
      now = open.get();
    }
    return false;
  }

  void free() {
    open.decrementAndGet();
  }

  boolean isClosed() {
    return closed;
  }

  public PoolUse use() {
    int idle = servers().known().stream().mapToInt(ServerConnections::idle).sum();
    return new PoolUse(limits.max(), Math.max(0, open.get() - idle), idle, waiting.size());
  }

  public List<InstanceUse> instances() {
    return servers().use();
  }

  /** Fails the waiting calls, and closes all connections. */
  @Override
  public void close() {
    closed = true;
    for (ClientCall call = waiting.next(); call != null; call = waiting.next()) {
      call.failed(PoolFaults.closed());
    }
    servers().known().forEach(ServerConnections::close);
  }
}
