package dev.joinall.backend.http;

import dev.joinall.backend.balance.Instance;
import dev.joinall.backend.http.client.Exchange;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.netty.Connection;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.HttpClientRequest;

/**
 * A request on its connection, and whether it may be sent again after a failure. Every request may
 * if the server did not process it (RFC 9113, 6.8 and 8.7). One without an effect may also if its
 * connection ended before the first byte of the response, and was not new, or the server had
 * announced its end: then it was closed in order (RFC 9112, 9.3.1). Not thread-safe.
 */
final class SentRequest {
  /** A server may close several idle connections at once, and new ones take their places. */
  private static final int MAX_RESENDS = 3;

  private final Consumer<HttpHeaders> headers;
  private final boolean effect;
  private @Nullable Exchange exchange;
  private @Nullable ResponseFrames frames;
  private @Nullable Http2FrameCodec streams;
  private boolean reused;
  private volatile boolean answered;
  private volatile boolean refused;
  private int resends;

  /**
   * @param headers adds those of this request
   */
  SentRequest(Consumer<HttpHeaders> headers, boolean effect) {
    this.headers = headers;
    this.effect = effect;
  }

  /** The request has a connection, and is sent next. */
  void begin(HttpClientRequest request, Connection connection) {
    headers.accept(request.requestHeaders());
    Channel channel = connection.channel();
    exchange = ExchangeCodec.exchange(channel);
    frames = ResponseFrames.of(channel);
    Channel parent = channel.parent();
    streams = parent == null ? null : parent.pipeline().get(Http2FrameCodec.class);
    reused =
        exchange == null
            ? streams != null && streams.connection().local().lastStreamCreated() > 0
            : exchange.isReused();
  }

  /** The head of the response has arrived. */
  void answered(int status, Instance server) {
    answered = true;
    refused = server.refuses(status);
  }

  /** The answer is complete, or passed on as a stream. */
  void complete(Instance server) {
    if (!refused) {
      server.succeeded();
    }
  }

  /** The answer ended in the middle. */
  void broken(Throwable failure, Instance server) {
    if (isOfConnection(failure)) {
      server.failed();
    }
  }

  /** It was sent, and no answer came of it. */
  void failed(Throwable failure, Instance server) {
    if (!answered && isOfConnection(failure) && HttpFaults.wasSent(failure)) {
      server.failed();
    }
  }

  /** The time for an answer is over. A request that waits for a connection says nothing. */
  void late(Instance server) {
    boolean begun = exchange != null || frames != null;
    if (begun && !answered) {
      server.failed();
    }
  }

  /** Whether it may be sent again after this failure; counts how often. */
  boolean mayResend(Throwable failure) {
    if (answered || resends >= MAX_RESENDS || !isOfConnection(failure)) {
      return false;
    }
    boolean may = isUnprocessed(failure) || (!effect && (reused || isGoingAway()) && !isReceived());
    if (may) {
      resends++;
    }
    return may;
  }

  private static boolean isOfConnection(Throwable failure) {
    Throwable cause = Exceptions.unwrap(failure);
    return cause instanceof IOException
        || cause instanceof AbortedException
        || cause instanceof Http2Exception;
  }

  private boolean isGoingAway() {
    return streams != null && streams.connection().goAwayReceived();
  }

  private boolean isUnprocessed(Throwable failure) {
    return HttpFaults.isOutOfStreams(failure) || (frames != null && frames.isUnprocessed());
  }

  private boolean isReceived() {
    return exchange == null ? frames == null || frames.isReceived() : exchange.isReceived();
  }
}
