package dev.joinall.edge;

import dev.joinall.backend.FlatHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.concurrent.EventExecutor;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * One request on an HTTP/1.1 connection of a client, and its response, without Reactor Netty. The
 * response is written as one message. Thread-safe unless stated otherwise.
 */
public final class ClientExchange {
  private static final int DEFECT = 500;

  private final ExchangeHandler handler;
  private final HttpRequest request;
  private final long began = System.nanoTime();
  private @Nullable ClientBody body;
  private @Nullable Runnable disconnectAction;
  private boolean bodyEnded;
  private boolean isDisconnected;
  private volatile boolean answered;

  /**
   * Whether an answer of this status has no content, whatever the file declares (RFC 9110, 15.3.5,
   * 15.3.6 and 15.4.5).
   */
  public static boolean isEmpty(int status) {
    return status == 204 || status == 205 || status == 304;
  }

  ClientExchange(ExchangeHandler handler, HttpRequest request) {
    this.handler = handler;
    this.request = request;
  }

  public HttpRequest request() {
    return request;
  }

  public Channel channel() {
    return handler.channel();
  }

  /** The body as it arrives, for one subscriber. Call it on the event loop. */
  public Flux<byte[]> body() {
    return content();
  }

  private ClientBody content() {
    ClientBody content = body;
    if (content == null) {
      content = new ClientBody(handler);
      body = content;
      if (bodyEnded) {
        content.end();
      }
    }
    return content;
  }

  /** Whether the body ended early, because its framing is broken. */
  public boolean isBroken() {
    return handler.isBroken();
  }

  /**
   * Sets the action for a client that disconnects before the response is written. Call it on the
   * event loop.
   */
  public void onDisconnect(Runnable action) {
    disconnectAction = action;
    if (isDisconnected) {
      action.run();
    }
  }

  /** Whether an answer was given to the connection. */
  public boolean isAnswered() {
    return answered;
  }

  /** The milliseconds since the head of the request. */
  public long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }

  /**
   * Writes the response. Only the first call counts.
   *
   * @param headers with the length of the content, if the status has any
   * @param content empty for HEAD
   * @return completed when the socket has taken the response
   */
  public ChannelFuture answer(int status, HttpHeaders headers, ResponseBody content) {
    ChannelPromise promise = channel().newPromise();
    EventExecutor loop = channel().eventLoop();
    if (loop.inEventLoop()) {
      answerNow(status, headers, content, promise);
    } else {
      answered = true;
      loop.execute(() -> handler.write(this, status, headers, content, promise));
    }
    return promise;
  }

  private void answerNow(
      int status, HttpHeaders headers, ResponseBody content, ChannelPromise promise) {
    answered = true;
    handler.write(this, status, headers, content, promise);
  }

  /** Ends the exchange without an answer: by status 500 if that is possible, else by a close. */
  public void fail() {
    EventExecutor loop = channel().eventLoop();
    if (loop.inEventLoop()) {
      failNow();
    } else {
      loop.execute(this::failNow);
    }
  }

  private void failNow() {
    if (isDisconnected) {
      return;
    }
    if (!answered) {
      HttpHeaders headers = new FlatHeaders();
      headers.set("connection", "close").set("content-length", "0");
      var _ = answer(DEFECT, headers, ResponseBody.EMPTY);
    } else {
      var _ = channel().close();
    }
  }

  /** Called on the event loop with a part of the body, which the caller releases. */
  void received(ByteBuf part) {
    content().add(part);
  }

  /** Called on the event loop at the end of the body. */
  void bodyEnds() {
    bodyEnded = true;
    if (body != null) {
      body.end();
    }
  }

  /** Whether to read more of the body. Called on the event loop. */
  boolean wantsMore() {
    return body != null && body.wantsMore();
  }

  /** Called on the event loop when the connection is closed. */
  void disconnected() {
    isDisconnected = true;
    if (disconnectAction != null) {
      disconnectAction.run();
    }
    if (body != null) {
      body.fail(new ClosedChannelException());
    }
  }
}
