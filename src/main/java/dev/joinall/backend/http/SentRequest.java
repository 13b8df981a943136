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
 * A request on its connection; decides whether it may be resent after a failure. Any request may if
 * the server did not process it (RFC 9113, 6.8 and 8.7). A request without an effect also may if
 * its connection ended before the first byte of the response, and was not new, or the server had
 * announced its end: then the server closed an idle connection (RFC 9112, 9.3.1). Not thread-safe.
 */
final class SentRequest {
  /** A server may close several idle connections at once, and new ones replace them. */
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
   * @param headers adds the headers of this request
   */
  SentRequest(Consumer<HttpHeaders> headers, boolean effect) {
    this.headers = headers;
    this.effect = effect;
  }

  /** Called when the request has a connection, before it is sent. */
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

  /** Called when the head of the response has arrived. */
  void answered(int status, Instance server) {
    answered = true;
    refused = server.refuses(status);
  }

  /** Called when the response is complete, or is streamed. */
  void complete(Instance server) {
    if (!refused) {
      server.succeeded();
    }
  }

  /** Called if the response is incomplete. */
  void broken(Throwable failure, Instance server) {
    if (isOfConnection(failure)) {
      server.failed();
    }
  }

  /** Called if the request was sent and got no response. */
  void failed(Throwable failure, Instance server) {
    if (!answered && isOfConnection(failure) && HttpFaults.wasSent(failure)) {
      server.failed();
    }
  }

  /**
   * Called when the timeout has expired. A request that waits for a connection does not count
   * against the server.
   */
  void late(Instance server) {
    boolean begun = exchange != null || frames != null;
    if (begun && !answered) {
      server.failed();
    }
  }

  /** Whether the request may be resent after this failure; counts the resends. */
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
