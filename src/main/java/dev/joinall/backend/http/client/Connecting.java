package dev.joinall.backend.http.client;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one event loop for which connections to one server are opened, first in, first out.
 * A call is not bound to the connection that is opened for it: it takes the first one that is
 * ready, a new one or one that another call has released. So a connect that hangs delays no call
 * for which there is another connection. Go's {@code http.Transport} and Envoy do the same.
 *
 * <p>Few connects are made at a time, because a server has a queue for those that it has not yet
 * accepted, of 511 with nginx, Node and Apache. Its kernel drops what does not fit, and the client
 * repeats it only after a second (RFC 6298, 2.1). Each of the other calls keeps a place in the
 * pool, until a connection is opened for it or it has got another one. Confined to its loop, unless
 * a method says otherwise.
 */
final class Connecting {
  private final LoopPool pool;
  private final SequencedSet<ClientCall> calls = new LinkedHashSet<>();

  /** Connects that were begun. */
  private int begun;

  /** Connects that wait for others to end. Each has a place in the pool. */
  private int due;

  private boolean beginning;

  Connecting(LoopPool pool) {
    this.pool = pool;
  }

  /** Opens a connection for the call, which has a place. */
  void add(ClientCall call) {
    pool.server().begin();
    due++;
    calls.add(call);
    call.connects(this);
    begin();
  }

  /** Whoever has waited longest, and gets another connection; null if there is no call. */
  @Nullable ClientCall next() {
    if (calls.isEmpty()) {
      return null;
    }
    ClientCall first = calls.removeFirst();
    omit();
    return first;
  }

  /** The call waits no longer. Thread-safe. */
  void leave(ClientCall call) {
    var _ =
        pool.onLoop(() -> {
          if (calls.remove(call)) {
            omit();
          }
        });
  }

  /** Gives back the places of connects that no call needs. */
  private void omit() {
    while (due > 0 && calls.size() < due + begun) {
      due--;
      pool.server().end();
      pool.free();
    }
  }

  /** A connect may fail at once, so that it ends before this method does. */
  private void begin() {
    if (beginning) {
      return;
    }
    beginning = true;
    try {
      while (due > 0 && pool.server().beginConnect(begun == 0)) {
        due--;
        begun++;
        pool.open(this::ended);
      }
    } finally {
      beginning = false;
    }
  }

  private void ended(@Nullable ClientConnection connection, @Nullable Throwable failure) {
    begun--;
    pool.server().endConnect();
    if (connection != null) {
      opened(connection);
    } else {
      failed(Objects.requireNonNull(failure));
    }
    begin();
  }

  private void opened(ClientConnection connection) {
    if (pool.isClosed()) {
      connection.close();
      close();
      return;
    }
    for (ClientCall call = next(); call != null; call = next()) {
      if (call.take(connection)) {
        return;
      }
    }
    pool.offer(connection);
  }

  /** If each of the calls has another connect, none of them hears of it. */
  private void failed(Throwable failure) {
    ClientCall unserved = calls.size() > due + begun ? calls.removeFirst() : null;
    pool.server().end();
    pool.server().unreachable();
    pool.free();
    if (unserved != null) {
      unserved.unconnected(failure, pool.server());
    }
  }

  /** Fails the calls. Connects that were begun end by themselves. */
  void close() {
    while (!calls.isEmpty()) {
      calls.removeFirst().failed(ConnectionPool.gone());
    }
    omit();
  }
}
