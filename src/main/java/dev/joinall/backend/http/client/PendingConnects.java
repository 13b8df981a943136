package dev.joinall.backend.http.client;

import dev.joinall.backend.StepException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one event loop for which connections to one server are opened. A call is not bound
 * to its connect: it takes the first connection that is ready, its own or one that another call has
 * released. So a connect that hangs delays no call while other connections become free. Go's {@code
 * http.Transport} and Envoy do the same.
 *
 * <p>The number of concurrent connects is limited, because the server has a bounded queue for
 * connections that it has not accepted yet. Its kernel drops those that do not fit, and the client
 * repeats them only after a second (RFC 6298, 2.1). The other connects are due: they have their
 * places in the pool, and begin when others have ended. Confined to its loop, unless a method says
 * otherwise.
 */
final class PendingConnects {
  private final LoopPool pool;
  private final int max;

  /** The calls and their connects, in the order of arrival. */
  private final SequencedMap<ClientCall, Connect> calls = new LinkedHashMap<>();

  private final SequencedSet<Connect> due = new LinkedHashSet<>();
  private int running;
  private boolean beginning;
  private boolean beginIsDue;

  /** One attempt to connect, compared by identity. */
  private static final class Connect {
    /** Null if the call has another connection, or was cancelled. */
    private @Nullable ClientCall call;

    /** Whether it counts against the limit. */
    private boolean isCounted;

    /** Whether its call is not the one for which the connect began. */
    private boolean isReassigned;

    Connect(ClientCall call) {
      this.call = call;
    }
  }

  /**
   * @param max the maximum of concurrent connects
   */
  PendingConnects(LoopPool pool, int max) {
    this.pool = pool;
    this.max = max;
  }

  /** Opens a connection for the call, which has a place. */
  void add(ClientCall call) {
    var connect = new Connect(call);
    calls.put(call, connect);
    due.add(connect);
    pool.server().begin();
    call.connects(this);
    begin();
  }

  /** The call that has waited longest, for a connection of another call. Null if there is none. */
  @Nullable ClientCall next() {
    if (calls.isEmpty()) {
      return null;
    }
    Map.Entry<ClientCall, Connect> first = calls.pollFirstEntry();
    Connect spare = first.getValue();
    spare.call = null;
    if (!cancel(spare) && !due.isEmpty()) {
      replace(due.getFirst(), spare);
    }
    return first.getKey();
  }

  /** Assigns the call of a due connect to a running connect. */
  private void replace(Connect waiting, Connect spare) {
    ClientCall call = waiting.call;
    cancel(waiting);
    spare.call = call;
    spare.isReassigned = true;
    if (call != null) {
      calls.put(call, spare);
    }
  }

  /** Releases the place of a due connect; false if it is running. */
  private boolean cancel(Connect connect) {
    boolean dropped = due.remove(connect);
    if (dropped) {
      pool.server().end();
      pool.free();
    }
    return dropped;
  }

  /** Removes a cancelled call. Thread-safe. */
  void remove(ClientCall call) {
    var _ =
        pool.onLoop(() -> {
          Connect removed = calls.remove(call);
          if (removed != null) {
            removed.call = null;
            if (!cancel(removed)) {
              release(removed);
              beginLater();
            }
          }
        });
  }

  /**
   * Starts due connects after all calls that are cancelled at the same time, because some of these
   * connects may be due no longer.
   */
  private void beginLater() {
    if (!due.isEmpty() && !beginIsDue) {
      beginIsDue = true;
      var _ =
          pool.execute(() -> {
            beginIsDue = false;
            begin();
          });
    }
  }

  /** Stops counting the connect: it may hang, and others need not wait for it. */
  private void release(Connect connect) {
    if (connect.isCounted) {
      connect.isCounted = false;
      running--;
    }
  }

  /** Not reentrant: a connect may fail at once, before this method returns. */
  private void begin() {
    if (beginning) {
      return;
    }
    beginning = true;
    try {
      while (!due.isEmpty() && running < max) {
        begin(due.removeFirst());
      }
    } finally {
      beginning = false;
    }
  }

  private void begin(Connect connect) {
    connect.isCounted = true;
    running++;
    try {
      pool.open((connection, failure) -> {
        Runnable end = () -> ended(connect, connection, failure);
        // Without a free file there is no channel, and Netty completes on another thread.
        if (!pool.onLoop(end)) {
          end.run();
        }
      });
    } catch (RuntimeException e) {
      failed(connect, e);
    }
  }

  private void ended(
      Connect connect, @Nullable PooledConnection connection, @Nullable Throwable failure) {
    if (connection != null) {
      opened(connect, connection);
    } else {
      failed(connect, failure == null ? PoolFaults.closed() : failure);
    }
  }

  private void opened(Connect connect, PooledConnection connection) {
    release(connect);
    ClientCall call = connect.call;
    if (call != null) {
      calls.remove(call);
    }
    if (pool.isClosed()) {
      connection.close();
      if (call != null) {
        call.failed(PoolFaults.closed());
      }
    } else if (call == null || !call.accept(connection)) {
      pool.offer(connection);
    }
    begin();
  }

  /**
   * A failed attempt.
   *
   * @param failure a {@link StepException} if the server is not the cause
   */
  private void failed(Connect connect, Throwable failure) {
    release(connect);
    pool.server().end();
    pool.free();
    if (!(failure instanceof StepException)) {
      pool.server().unreachable();
    }
    ClientCall call = connect.call;
    if (call != null) {
      calls.remove(call);
      if (connect.isReassigned) {
        // The connect may have begun nearly a timeout before this call.
        call.acquireConnection();
      } else {
        call.unconnected(failure, pool.server());
      }
    }
    if (pool.server().isEjected() || pool.server().isRemoved()) {
      reassignDue(failure);
    }
    begin();
  }

  /** Moves the calls whose connects are due to other servers. */
  private void reassignDue(Throwable failure) {
    for (Connect it : new ArrayList<>(due)) {
      ClientCall call = it.call;
      if (cancel(it) && call != null) {
        calls.remove(call);
        call.unconnected(failure, pool.server());
      }
    }
  }

  /** Fails the calls. Running connects end without them. */
  void close() {
    for (Connect it : new ArrayList<>(due)) {
      cancel(it);
    }
    while (!calls.isEmpty()) {
      Map.Entry<ClientCall, Connect> first = calls.pollFirstEntry();
      first.getValue().call = null;
      first.getKey().failed(PoolFaults.closed());
    }
  }
}
