package dev.joinall.web;

import java.nio.ByteBuffer;
import java.util.List;
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
    answer.headers().forEach((name, values) -> set(headers, name, values));
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
  private static void set(HttpHeaders headers, String name, List<String> values) {
    if (name.equalsIgnoreCase(HttpHeaders.VARY)) {
      headers.set(name, CacheRules.merged(headers.getFirst(name), String.join(", ", values)));
    } else if (values.size() == 1) {
      headers.set(name, values.getFirst());
    } else {
      headers.put(name, values);
    }
  }
}
