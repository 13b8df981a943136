package dev.joinall.web;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Cancels the answer to a request of HTTP/2 when its connection is closed. The server itself
 * cancels it only when it learns of the end of the stream, which it may miss in a connection error.
 */
final class ConnectionEnd {
  private ConnectionEnd() {}

  /** The answer, which completes at the latest when the connection is closed. */
  static Mono<Void> ending(Mono<Void> answer, ServerHttpRequest request) {
    if (ServerHttpRequestDecorator.getNativeRequest(request) instanceof HttpServerRequest server) {
      var stream = new Channel[1];
      server.withConnection(connection -> stream[0] = connection.channel());
      if (stream[0] instanceof Http2StreamChannel channel) {
        return answer.takeUntilOther(closed(channel.parent()));
      }
    }
    return answer;
  }

  private static Mono<Void> closed(Channel connection) {
    return Mono.create(sink -> {
      GenericFutureListener<Future<? super Void>> listener = closed -> sink.success();
      connection.closeFuture().addListener(listener);
      sink.onDispose(() -> connection.closeFuture().removeListener(listener));
    });
  }
}
