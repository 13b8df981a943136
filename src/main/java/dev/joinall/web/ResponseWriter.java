package dev.joinall.web;

import java.nio.ByteBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/** Writes whole answers. */
final class ResponseWriter {
  private ResponseWriter() {}

  /** Omits the body for a HEAD request and for status 304. */
  static Mono<Void> write(
      HttpAnswer answer, ServerHttpRequest request, ServerHttpResponse response) {
    response.setRawStatusCode(answer.status());
    HttpHeaders headers = response.getHeaders();
    answer.headers().forEach((name, value) -> set(headers, name, value));
    if (answer.status() == 304) {
      headers.remove(HttpHeaders.CONTENT_TYPE);
      return response.setComplete();
    }
    headers.setContentLength(answer.body().length());
    if (request.getMethod().equals(HttpMethod.HEAD)) {
      return response.setComplete();
    }
    ByteBuffer bytes = ByteBuffer.wrap(answer.body().array(), 0, answer.body().length());
    return response.writeWith(Mono.just(response.bufferFactory().wrap(bytes)));
  }

  /** The {@code Vary} of the route is always kept, whatever else the answer names. */
  private static void set(HttpHeaders headers, String name, String value) {
    headers.set(
        name,
        name.equalsIgnoreCase(HttpHeaders.VARY)
            ? CacheRules.merged(headers.getFirst(name), value)
            : value);
  }
}
