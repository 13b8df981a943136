package dev.joinall.backend.http.client;

import dev.joinall.backend.AttemptHistory;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. The call gets a connection, is sent, and ends: with the response,
 * with a failure, or cancelled. It starts again if no connection could be made and there are other
 * servers, or the name of the server may have other addresses. It is resent if it is repeatable,
 * and its connection was used before and ended before the first byte of the response: the server
 * has closed an idle connection just then (RFC 9112, 9.3.1). Thread-safe. The response comes on the
 * loop of the connection; a failure without a connection may come on any thread.
 */
public final class ClientCall {
  /** A server may close several idle connections at once, and new ones replace them. */
  private static final int MAX_REPEATS = 3;

  private static final AtomicIntegerFieldUpdater<ClientCall> DONE =
      AtomicIntegerFieldUpdater.newUpdater(ClientCall.class, "done");

  private final ConnectionPool pool;
  private final ClientRequest request;
  private final AnswerHandler answer;
  private volatile int done;
  private volatile @Nullable PooledConnection connection;
  private volatile @Nullable WaitingCall waiting;
  private volatile @Nullable PendingConnects pendingConnects;
  private volatile boolean answered;

  /**
   * Whether its status counts as a failure of the server. Used only on the event loop of the
   * connection.
   */
  private boolean refused;

  private @Nullable AttemptHistory tried;
  private int repeats;
  private int unconnected;

  /**
   * Creates a call that has not started.
   *
   * @param tried the servers that other attempts use; null if it is the only attempt
   */
  public ClientCall(
      ConnectionPool pool,
      ClientRequest request,
      AnswerHandler answer,
      @Nullable AttemptHistory tried) {
    this.pool = pool;
    this.request = request;
    this.answer = answer;
    this.tried = tried;
  }

  /** Sends the request as soon as a connection is available. Must be called once. */
  public void start() {
    acquireConnection();
  }

  ClientRequest request() {
    return request;
  }

  @Nullable AttemptHistory tried() {
    return tried;
  }

  /** Ends the call without a signal. A connection in use is closed. Thread-safe. */
  public void cancel() {
    if (!ends()) {
      return;
    }
    WaitingCall queued = waiting;
    if (queued != null) {
      pool.waiting().remove(queued);
    }
    PendingConnects pending = pendingConnects;
    if (pending != null) {
      pending.remove(this);
    }
    PooledConnection used = connection;
    if (used != null) {
      if (!answered && request.isLate()) {
        used.server().failed();
      }
      used.abandon(this);
    }
  }

  /** Called when the call is in the queue. */
  void waits(WaitingCall queued) {
    waiting = queued;
    if (isDone()) {
      pool.waiting().remove(queued);
    }
  }

  /** Called when a connection is opened for the call. */
  void connects(PendingConnects pending) {
    pendingConnects = pending;
    if (isDone()) {
      pending.remove(this);
    }
  }

  /**
   * Sends the request on a connection. Called on its event loop.
   *
   * @return false if the connection is no longer needed
   */
  boolean accept(PooledConnection offered) {
    connection = offered;
    if (pendingConnects != null) {
      pendingConnects = null;
    }
    if (isDone()) {
      connection = null;
      return false;
    }
    uses(offered.server());
    offered.send(this);
    return true;
  }

  /** Records the server, so that other attempts of the call use another one. */
  void uses(ServerConnections server) {
    if (tried != null && !tried.has(server)) {
      tried.add(server);
    }
  }

  /** Whether an attempt of the call has used the server. */
  boolean hasUsed(ServerConnections server) {
    return tried != null && tried.has(server);
  }

  /** Called if the call gets no connection. */
  void failed(Throwable why) {
    end(why, false);
  }

  /** Called if no connection to this server could be made. Tries each of the others once. */
  void unconnected(Throwable why, ServerConnections server) {
    if (tried == null) {
      tried = new AttemptHistory();
    }
    tried.add(server);
    unconnected++;
    if (unconnected < pool.servers().known().size()) {
      acquireConnection();
    } else if (isUnreached(why) && repeats < MAX_REPEATS && pool.invalidate(server)) {
      repeats++;
      unconnected = 0;
      acquireConnection();
    } else {
      end(why, false);
    }
  }

  private static boolean isUnreached(Throwable why) {
    return why instanceof ConnectException || why instanceof NoRouteToHostException;
  }

  void head(HttpResponse head, Channel channel, ServerConnections server) {
    answered = true;
    refused = server.refuses(head.status().code());
    if (!isDone()) {
      answer.head(head.status().code(), head.headers(), channel);
    }
  }

  void content(ByteBuf part) {
    if (!isDone()) {
      answer.content(part);
    }
  }

  void complete(ServerConnections server) {
    if (ends()) {
      if (!refused) {
        server.succeeded();
      }
      answer.complete();
    }
  }

  /** Called if the exchange on this connection failed. */
  void broken(Throwable why, PooledConnection used) {
    connection = null;
    boolean lostRace =
        request.isRepeatable()
            && used.isReused()
            && !used.isReceived()
            && why instanceof IOException;
    if (lostRace && !answered && repeats < MAX_REPEATS) {
      repeats++;
      used.server().invalidateIdle();
      acquireConnection();
    } else {
      if (request.countsAgainstServer()) {
        used.server().failed();
      }
      end(why, true);
    }
  }

  private boolean isDone() {
    return done != 0;
  }

  /** Ends the call. True only the first time. */
  private boolean ends() {
    return DONE.compareAndSet(this, 0, 1);
  }

  /** Acquires a connection, unless the call has ended. */
  void acquireConnection() {
    if (!isDone()) {
      pool.acquire(this);
    }
  }

  private void end(Throwable why, boolean sent) {
    if (ends()) {
      answer.failed(why, sent);
    }
  }
}
