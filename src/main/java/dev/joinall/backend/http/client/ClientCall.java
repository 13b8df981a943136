package dev.joinall.backend.http.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. It gets a connection, is sent, and ends: with the answer, with a
 * failure, or cancelled. It begins again if no connection could be made and the name of the server
 * may have other addresses. It is sent again if it is repeatable, and its connection was used
 * before and ended before the first byte of the answer: the server has closed an idle connection
 * just then (RFC 9112, 9.3.1). Thread-safe. The answer comes on the loop of the connection; a
 * failure without one may come on any thread.
 */
public final class ClientCall implements ConnectionUser {
  /** A server may close several idle connections at once, and new ones take their places. */
  private static final int MAX_REPEATS = 3;

  private final ConnectionPool pool;
  private final ClientRequest request;
  private final AnswerHandler answer;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable ClientConnection connection;
  private volatile @Nullable WaitingCall waiting;
  private boolean answered;
  private int repeats;

  public ClientCall(ConnectionPool pool, ClientRequest request, AnswerHandler answer) {
    this.pool = pool;
    this.request = request;
    this.answer = answer;
  }

  /** Sends the request when there is a connection for it. To be called once. */
  public void start() {
    again();
  }

  ClientRequest request() {
    return request;
  }

  /** Nothing more is told of it. A connection in use is closed. Thread-safe. */
  public void cancel() {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    WaitingCall queued = waiting;
    if (queued != null) {
      pool.leave(queued);
    }
    ClientConnection used = connection;
    if (used != null) {
      used.abandon(this);
    }
  }

  @Override
  public void waits(WaitingCall queued) {
    waiting = queued;
    if (over.get()) {
      pool.leave(queued);
    }
  }

  @Override
  public boolean take(ClientConnection given) {
    connection = given;
    if (over.get()) {
      connection = null;
      return false;
    }
    given.send(this);
    return true;
  }

  @Override
  public void failed(Throwable why) {
    if (why instanceof ConnectException
        && repeats < MAX_REPEATS
        && pool.connector().hasOtherAddresses()) {
      repeats++;
      again();
    } else {
      end(why, false);
    }
  }

  void head(HttpResponse head, Channel channel) {
    answered = true;
    if (!over.get()) {
      answer.head(head.status().code(), head.headers(), channel);
    }
  }

  void content(ByteBuf part) {
    if (!over.get()) {
      answer.content(part);
    }
  }

  void complete() {
    if (over.compareAndSet(false, true)) {
      answer.complete();
    }
  }

  /** The exchange on this connection failed. */
  void broken(Throwable why, ClientConnection used) {
    connection = null;
    boolean lostRace =
        request.isRepeatable()
            && used.isReused()
            && !used.isReceived()
            && why instanceof IOException;
    if (lostRace && !answered && repeats < MAX_REPEATS) {
      repeats++;
      pool.distrustIdle();
      again();
    } else {
      end(why, true);
    }
  }

  private void again() {
    if (!over.get()) {
      pool.acquire(this);
    }
  }

  private void end(Throwable why, boolean sent) {
    if (over.compareAndSet(false, true)) {
      answer.failed(why, sent);
    }
  }
}
