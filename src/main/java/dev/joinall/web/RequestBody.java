package dev.joinall.web;

import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** Reads the body of a request, which is JSON up to a limit. */
final class RequestBody {
  /** In bytes. */
  static final int MAX = 1 << 20;

  private RequestBody() {}

  /** The body; fails with {@link Rejected}. */
  static Mono<Json> read(ServerHttpRequest request) {
    if (!isJson(request.getHeaders().getContentType())) {
      return Mono.error(() -> new Rejected(415, "the body must be application/json"));
    }
    return DataBufferUtils.join(request.getBody(), MAX)
        .map(RequestBody::bytes)
        .defaultIfEmpty(new byte[0])
        .map(Json::parse)
        .onErrorMap(RequestBody::rejected);
  }

  private static boolean isJson(@Nullable MediaType type) {
    return type != null
        && (type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
            || type.getSubtype().endsWith("+json"));
  }

  private static byte[] bytes(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }

  private static Throwable rejected(Throwable error) {
    return switch (error) {
      case MalformedJson malformed ->
          new Rejected(400, "the body is not valid JSON: " + malformed.getMessage());
      case DataBufferLimitException large ->
          new Rejected(413, "the body has more than " + MAX + " bytes");
      default -> error;
    };
  }
}
