package dev.joinall.web;

import dev.joinall.edge.ClientExchange;
import java.nio.ByteBuffer;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Writes whole answers. */
final class ResponseWriter {
  /** In bytes. Compressing a slice keeps an event loop busy for some milliseconds. */
  private static final int SLICE = 64 << 10;

  private ResponseWriter() {}

  /** Omits the body for a HEAD request and where the status has none. */
  static Mono<Void> write(HttpAnswer answer, RouteRequest request, RouteResponse response) {
    setHead(answer, response);
    boolean compressed = mayBeCompressed(request, response);
    if (compressed) {
      weaken(response);
    }
    if (ClientExchange.isEmpty(answer.status())) {
      response.remove(HttpHeaders.CONTENT_TYPE);
      return response.complete();
    }
    boolean head = request.method().equals("HEAD");
    // The length of a HEAD is that of the GET (RFC 9110, 8.6), which is unknown if it is
    // compressed.
    if (!head || !compressed) {
      response.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(answer.body().length()));
    }
    if (head) {
      return response.complete();
    }
    return compressed && answer.body().length() > SLICE
        ? response.write(slices(answer))
        : response.write(answer.body());
  }

  /** Replaces the headers of these names. The {@code Vary} of the response is kept as well. */
  static void setHead(HttpAnswer answer, RouteResponse response) {
    response.status(answer.status());
    String before = "";
    for (Map.Entry<String, String> line : answer.headers()) {
      String name = line.getKey();
      if (name.equalsIgnoreCase(HttpHeaders.VARY)) {
        response.set(name, CacheRules.merged(response.get(name), line.getValue()));
      } else if (name.equals(before)) {
        response.add(name, line.getValue());
      } else {
        response.set(name, line.getValue());
      }
      before = name;
    }
  }

  /** Whether Reactor Netty may compress the body. */
  private static boolean mayBeCompressed(RouteRequest request, RouteResponse answer) {
    String vary = answer.get(HttpHeaders.VARY);
    return answer.isCompressible()
        && vary != null
        && vary.contains(HttpHeaders.ACCEPT_ENCODING)
        && request.header(HttpHeaders.ACCEPT_ENCODING) != null;
  }

  /** Compression changes the bytes, so a strong tag becomes a weak one (RFC 9110, 8.8.1). */
  private static void weaken(RouteResponse answer) {
    String tag = answer.get(HttpHeaders.ETAG);
    if (tag != null && tag.startsWith("\"")) {
      answer.set(HttpHeaders.ETAG, "W/" + tag);
    }
  }

  /** Writes the body in slices, so that other requests of the event loop run between them. */
  private static Flux<ByteBuffer> slices(HttpAnswer answer) {
    int length = answer.body().length();
    return Flux.range(0, (length + SLICE - 1) / SLICE)
        .concatMap(index ->
            Mono.fromSupplier(
                    () -> {
                      int from = index * SLICE;
                      return ByteBuffer.wrap(
                          answer.body().array(), from, Math.min(SLICE, length - from));
                    })
                .subscribeOn(Schedulers.parallel()));
  }
}
