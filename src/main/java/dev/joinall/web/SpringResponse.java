package dev.joinall.web;

import dev.joinall.json.JsonWriter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** A response that leaves through Spring's adapter. */
record SpringResponse(ServerHttpResponse response) implements RouteResponse {
  @Override
  public void status(int status) {
    response.setRawStatusCode(status);
  }

  @Override
  public void set(String name, String value) {
    response.getHeaders().set(name, value);
  }

  @Override
  public void add(String name, String value) {
    response.getHeaders().add(name, value);
  }

  @Override
  public @Nullable String get(String name) {
    return response.getHeaders().getFirst(name);
  }

  @Override
  public void remove(String name) {
    response.getHeaders().remove(name);
  }

  @Override
  public boolean isCommitted() {
    return response.isCommitted();
  }

  @Override
  public Mono<Void> complete() {
    return response.setComplete();
  }

  @Override
  public Mono<Void> write(JsonWriter body) {
    ByteBuffer bytes = ByteBuffer.wrap(body.array(), 0, body.length());
    return response.writeWith(Mono.just(response.bufferFactory().wrap(bytes)));
  }

  @Override
  public Mono<Void> write(Flux<ByteBuffer> parts) {
    return response.writeWith(parts.map(response.bufferFactory()::wrap));
  }

  @Override
  public Mono<Void> writeEach(Flux<byte[]> parts) {
    return response.writeAndFlushWith(
        parts.map(it -> Mono.just(response.bufferFactory().wrap(it))));
  }

  @Override
  public boolean isCompressible() {
    return true;
  }

  @Override
  public void preventCompression() {
    HttpServerResponse server = ServerHttpResponseDecorator.getNativeResponse(response);
    var _ = server.compression(false);
  }
}
