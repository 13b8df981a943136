package dev.joinall.backend.http.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. It waits for a connection, is sent, and ends: with the answer, with a
 * failure, or cancelled. It is sent again after a failure if it can't have been processed, or if it
 * has no effect and its connection was idle before and ended before the first byte of the answer:
 * the server has closed an idle connection just then (RFC 9112, 9.3.1). Thread-safe; the methods of
 * the answer are called on the loop of the connection.
 */
public final class ClientCall implements ConnectionUser {
  /** A server may close several idle connections at once, and new ones take their places. */
  private static final int MAX_RESENDS = 3;

  private final ConnectionPool pool;
  private final ClientRequest request;
  private final AnswerHandler answer;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable ClientConnection connection;
  private volatile @Nullable WaitingCall waiting;
  private boolean answered;
  private int resends;

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
    if (why instanceof ConnectException && pool.connector().hasOtherAddresses()) {
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
    if (lostRace && !answered && resends < MAX_RESENDS) {
      resends++;
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
