package dev.joinall.web;

import java.nio.ByteBuffer;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Writes whole answers. */
final class ResponseWriter {
  /** In bytes: to compress so many takes an event loop some milliseconds. */
  private static final int SLICE = 64 << 10;

  private ResponseWriter() {}

  /** Omits the body for a HEAD request and for status 304. */
  static Mono<Void> write(
      HttpAnswer answer, ServerHttpRequest request, ServerHttpResponse response) {
    setHead(answer, response);
    HttpHeaders headers = response.getHeaders();
    boolean compressed = mayBeCompressed(request, headers);
    if (compressed) {
      weaken(headers);
    }
    if (answer.status() == 304) {
      headers.remove(HttpHeaders.CONTENT_TYPE);
      return response.setComplete();
    }
    boolean head = request.getMethod().equals(HttpMethod.HEAD);
    // The length of a HEAD is that of the GET (RFC 9110, 8.6), which is not known then.
    if (!head || !compressed) {
      headers.setContentLength(answer.body().length());
    }
    if (head) {
      return response.setComplete();
    }
    return compressed && answer.body().length() > SLICE
        ? response.writeWith(slices(answer, response))
        : response.writeWith(Mono.just(slice(0, answer.body().length(), answer, response)));
  }

  static void setHead(HttpAnswer answer, ServerHttpResponse response) {
    response.setRawStatusCode(answer.status());
    answer.headers().forEach((name, values) -> set(response.getHeaders(), name, values));
  }

  /** Whether the server behind this one may change the bytes. */
  private static boolean mayBeCompressed(ServerHttpRequest request, HttpHeaders answer) {
    String vary = answer.getFirst(HttpHeaders.VARY);
    return vary != null
        && vary.contains(HttpHeaders.ACCEPT_ENCODING)
        && request.getHeaders().getFirst(HttpHeaders.ACCEPT_ENCODING) != null;
  }

  /** A strong tag promises the same bytes to everybody (RFC 9110, 8.8.1). */
  private static void weaken(HttpHeaders answer) {
    String tag = answer.getFirst(HttpHeaders.ETAG);
    if (tag != null && tag.startsWith("\"")) {
      answer.set(HttpHeaders.ETAG, "W/" + tag);
    }
  }

  /** One by one, so that other requests of the event loop run between them. */
  private static Flux<DataBuffer> slices(HttpAnswer answer, ServerHttpResponse response) {
    int length = answer.body().length();
    return Flux.range(0, (length + SLICE - 1) / SLICE)
        .concatMap(index ->
            Mono.fromSupplier(
                    () -> {
                      int from = index * SLICE;
                      return slice(from, Math.min(SLICE, length - from), answer, response);
                    })
                .subscribeOn(Schedulers.parallel()));
  }

  private static DataBuffer slice(
      int from, int length, HttpAnswer answer, ServerHttpResponse response) {
    return response.bufferFactory().wrap(ByteBuffer.wrap(answer.body().array(), from, length));
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
