package dev.joinall.web;

import dev.joinall.edge.ClientConnections;
import dev.joinall.edge.ClientStream;
import dev.joinall.ops.StreamMetrics;
import dev.joinall.template.StreamedReply;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Writes answers that are passed on as they arrive. Thread-safe. */
record StreamWriter(ClientConnections connections, StreamMetrics metrics) {
  private static final Logger log = LoggerFactory.getLogger(StreamWriter.class);

  /** The head at once, then the bytes. An end before the whole resets the exchange. */
  Mono<Void> write(HttpAnswer head, StreamedReply reply, RouteExchange exchange) {
    ServerHttpResponse response = exchange.response();
    exchange.setHead(head);
    HttpServerResponse server = ServerHttpResponseDecorator.getNativeResponse(response);
    var _ = server.compression(false);
    if (!reply.hasContent()) {
      reply.discard().run();
      return response.setComplete();
    }
    ClientStream client = client(reply, exchange);
    metrics.began();
    return response
        .writeWith(content(reply, client, response))
        .doFinally(signal -> {
          client.end();
          metrics.ended();
        });
  }

  private ClientStream client(StreamedReply reply, RouteExchange exchange) {
    HttpServerRequest server = ServerHttpRequestDecorator.getNativeRequest(exchange.request());
    var client = new AtomicReference<ClientStream>();
    server.withConnection(it -> client.set(connections.stream(it, reply.content()::taken)));
    return client.get();
  }

  /** Begins with nothing, because the head is written with the first buffer. */
  private static Flux<DataBuffer> content(
      StreamedReply reply, ClientStream client, ServerHttpResponse response) {
    Flux<DataBuffer> bytes =
        reply
            .content()
            .bytes()
            .<DataBuffer>map(response.bufferFactory()::wrap)
            .onErrorResume(error -> {
              log.debug("A stream broke", error);
              client.reset();
              return Flux.never(); // the reset ends it
            });
    return bytes.startWith(response.bufferFactory().wrap(ByteBuffer.allocate(0)));
  }
}
