package dev.joinall.web;

import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Reads the body of a request, which is JSON up to a limit. */
final class RequestBody {
  /** In bytes. */
  static final int MAX = 1 << 20;

  private RequestBody() {}

  /**
   * The body; fails with {@link Rejected}.
   *
   * @param within the time that the client has to send it
   */
  static Mono<Json> read(ServerHttpRequest request, Duration within, Scheduler timer) {
    if (!isJson(request.getHeaders())) {
      return Mono.error(() -> new Rejected(415, "the body must be application/json"));
    }
    return DataBufferUtils.join(request.getBody(), MAX)
        .map(RequestBody::bytes)
        .defaultIfEmpty(new byte[0])
        .timeout(within, timer)
        .map(RequestBody::parse)
        .onErrorMap(RequestBody::rejected);
  }

  private static boolean isJson(HttpHeaders headers) {
    try {
      MediaType type = headers.getContentType();
      return type != null
          && (type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
              || type.getSubtype().endsWith("+json"));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  /** What the schema has checked is what the backends get: of two members of one name, neither. */
  static Json parse(byte[] bytes) {
    Json json = Json.parse(bytes);
    if (json.repeatedName().isPresent()) {
      throw new Rejected(400, "the body has an object with two members of the same name");
    }
    return json;
  }

  private static byte[] bytes(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }

  static Throwable rejected(Throwable error) {
    return switch (error) {
      case MalformedJson malformed ->
          new Rejected(400, "the body is not valid JSON: " + malformed.getMessage());
      case DataBufferLimitException large ->
          closing(413, "the body has more than " + MAX + " bytes");
      case TimeoutException late -> closing(408, "the body did not arrive before the deadline");
      default -> error;
    };
  }

  /** With the connection, on which the rest of the body could still come. */
  private static Rejected closing(int status, String detail) {
    var rejected = new Rejected(status, detail);
    rejected.answered().with(HttpHeaders.CONNECTION, "close");
    return rejected;
  }
}
