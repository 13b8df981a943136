package dev.joinall.web;

import dev.joinall.edge.ClientConnections;
import dev.joinall.edge.ClientStream;
import dev.joinall.ops.StreamMetrics;
import dev.joinall.template.StreamedReply;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes the replies of backends that are passed on as they arrive. Thread-safe. */
record StreamWriter(ClientConnections connections, StreamMetrics metrics) {
  private static final Logger log = LoggerFactory.getLogger(StreamWriter.class);

  /**
   * Writes the head, then the bytes as they arrive. If the reply ends early, the exchange is reset.
   */
  Mono<Void> write(HttpAnswer head, StreamedReply reply, RouteExchange exchange) {
    RouteResponse response = exchange.response();
    exchange.setHead(head);
    response.preventCompression();
    if (!reply.hasContent()) {
      reply.discard().run();
      return response.complete();
    }
    ClientStream client = client(reply, exchange);
    metrics.began();
    return response
        .write(content(reply, client))
        .doFinally(signal -> {
          client.end();
          metrics.ended();
        });
  }

  private ClientStream client(StreamedReply reply, RouteExchange exchange) {
    return connections.stream(exchange.request().channel(), reply.content()::consumed);
  }

  /** Begins with an empty buffer, because the head is written with the first buffer. */
  private static Flux<ByteBuffer> content(StreamedReply reply, ClientStream client) {
    Flux<ByteBuffer> bytes =
        reply
            .content()
            .bytes()
            .onErrorResume(error -> {
              log.debug("A stream broke", error);
              client.reset();
              return Flux.never(); // the reset ends it
            });
    return bytes.startWith(ByteBuffer.allocate(0));
  }
}
