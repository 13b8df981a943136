package dev.joinall.web;

import dev.joinall.edge.Framing;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.run.MemoryBudget;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerRequest;

/** Reads the body of a request, which is JSON up to a limit. */
final class RequestBody {
  private RequestBody() {}

  /**
   * The bytes of the body; fails with {@link RejectedRequest}.
   *
   * @param within the time that the client has to send it
   * @param most bytes of it
   * @param reservation holds its bytes
   */
  static Mono<byte[]> read(
      ServerHttpRequest request,
      Duration within,
      int most,
      MemoryBudget.Reservation reservation,
      Scheduler timer) {
    if (!isJson(request.getHeaders())) {
      return Mono.error(() -> new RejectedRequest(415, ProblemTexts.NOT_JSON));
    }
    if (request.getHeaders().getContentLength() > most) {
      return Mono.error(() -> tooLarge(most));
    }
    return DataBufferUtils.join(request.getBody().map(part -> held(part, reservation)), most)
        .map(RequestBody::bytes)
        .defaultIfEmpty(new byte[0])
        .timeout(within, timer)
        .doOnNext(all -> checkFraming(request))
        .onErrorMap(
            error -> error instanceof DataBufferLimitException ? tooLarge(most) : rejected(error));
  }

  /**
   * Whether the request may have one, by its framing; over HTTP/2 also one that is longer than it
   * says.
   */
  static boolean isPresent(HttpHeaders headers) {
    return headers.containsHeader(HttpHeaders.CONTENT_LENGTH)
        || headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
  }

  /**
   * Waits for the end of a body that nobody asked for: before it, nobody knows whether the request
   * is one. Fails with {@link RejectedRequest}.
   *
   * @param within the time that the client has to send it
   * @param most bytes of it
   */
  static Mono<Void> discard(ServerHttpRequest request, Duration within, int most, Scheduler timer) {
    return request
        .getBody()
        .reduceWith(
            () -> 0L,
            (before, part) -> {
              long bytes = before + part.readableByteCount();
              DataBufferUtils.release(part);
              if (bytes > most) {
                throw tooLarge(most);
              }
              return bytes;
            })
        .timeout(within, timer)
        .doOnNext(all -> checkFraming(request))
        .then()
        .onErrorMap(RequestBody::rejected);
  }

  /** The server says that a body has ended also where it can't be read on. */
  private static void checkFraming(ServerHttpRequest request) {
    if (ServerHttpRequestDecorator.getNativeRequest(request) instanceof HttpServerRequest server) {
      server.withConnection(connection -> {
        if (Framing.isBroken(connection.channel())) {
          throw closing(400, "the framing of the body is broken");
        }
      });
    }
  }

  private static DataBuffer held(DataBuffer part, MemoryBudget.Reservation reservation) {
    if (reservation.tryReserve(part.readableByteCount())) {
      return part;
    }
    DataBufferUtils.release(part);
    var busy = closing(503, ProblemTexts.NO_MEMORY);
    busy.answer().with(HttpHeaders.RETRY_AFTER, "1");
    throw busy;
  }

  private static RejectedRequest tooLarge(int most) {
    return closing(413, ProblemTexts.bodyTooLarge(most));
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

  /**
   * What the bytes say; fails with {@link RejectedRequest}. What the schema has checked is what the
   * backends get: of two members of one name, neither.
   */
  static Json parse(byte[] bytes) {
    Json json;
    try {
      json = Json.parse(bytes);
    } catch (MalformedJson e) {
      throw new RejectedRequest(400, "the body is not valid JSON: " + e.getMessage());
    }
    if (json.repeatedName().isPresent()) {
      throw new RejectedRequest(400, "the body has an object with two members of the same name");
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
      case TimeoutException late -> closing(408, ProblemTexts.LATE_BODY);
      default -> error;
    };
  }

  /** With the connection, on which the rest of the body could still come. */
  private static RejectedRequest closing(int status, String detail) {
    var rejected = new RejectedRequest(status, detail);
    rejected.answer().with(HttpHeaders.CONNECTION, "close");
    return rejected;
  }
}
