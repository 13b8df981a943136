package dev.joinall.web;

import dev.joinall.edge.Framing;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.plan.BodyContent;
import dev.joinall.run.MemoryBudget;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerRequest;

/** Reads the body of a request, up to a limit. */
final class RequestBody {
  private RequestBody() {}

  /**
   * The bytes of the body; fails with {@link RejectedRequest}.
   *
   * @param declared what it has to be
   * @param within the timeout for the client to send it
   * @param most its maximum size in bytes
   * @param reservation charged with its bytes
   */
  static Mono<byte[]> read(
      ServerHttpRequest request,
      BodyContent declared,
      Duration within,
      int most,
      MemoryBudget.Reservation reservation,
      Scheduler timer) {
    Optional<String> refused = RequestContent.refused(declared, request.getHeaders());
    if (refused.isPresent()) {
      return Mono.error(() -> new RejectedRequest(415, refused.get()));
    }
    if (isCoded(request.getHeaders())) {
      return Mono.error(RequestBody::coded);
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

  /** Whether the headers announce a body. Over HTTP/2, the body may be longer than announced. */
  static boolean isPresent(HttpHeaders headers) {
    return headers.containsHeader(HttpHeaders.CONTENT_LENGTH)
        || headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
  }

  /**
   * Reads an undeclared body to its end: only then is it known that the request is well-formed.
   * Fails with {@link RejectedRequest}.
   *
   * @param within the timeout for the client to send it
   * @param most its maximum size in bytes
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

  /** The server reports the end of a body also if the rest of it cannot be read. */
  static void checkFraming(ServerHttpRequest request) {
    if (ServerHttpRequestDecorator.getNativeRequest(request) instanceof HttpServerRequest server) {
      server.withConnection(connection -> {
        if (Framing.isBroken(connection.channel())) {
          throw closing(400, "the framing of the body is broken");
        }
      });
    }
  }

  private static DataBuffer held(DataBuffer part, MemoryBudget.Reservation reservation) {
    try {
      reserve(part.readableByteCount(), reservation);
      return part;
    } catch (RejectedRequest e) {
      DataBufferUtils.release(part);
      throw e;
    }
  }

  /** Fails with {@link RejectedRequest} if these bytes are too many for the server. */
  static void reserve(int bytes, MemoryBudget.Reservation reservation) {
    if (!reservation.tryReserve(bytes)) {
      var busy = closing(503, ProblemTexts.NO_MEMORY);
      busy.answer().with(HttpHeaders.RETRY_AFTER, "1");
      throw busy;
    }
  }

  private static RejectedRequest tooLarge(int most) {
    return closing(413, ProblemTexts.bodyTooLarge(most));
  }

  private static boolean isCoded(HttpHeaders headers) {
    return headers.getOrEmpty(HttpHeaders.CONTENT_ENCODING).stream()
        .anyMatch(it -> !it.isBlank() && !it.strip().equalsIgnoreCase("identity"));
  }

  /** RFC 9110, 12.5.3: says what would be read. */
  private static RejectedRequest coded() {
    var rejected = new RejectedRequest(415, ProblemTexts.CODED);
    rejected.answer().with(HttpHeaders.ACCEPT_ENCODING, "identity");
    return rejected;
  }

  /**
   * Parses the body; fails with {@link RejectedRequest}. Rejects duplicate member names, so that
   * the backends get exactly what the schema has validated.
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

  /** Closes the connection, because the rest of the body may still arrive. */
  private static RejectedRequest closing(int status, String detail) {
    var rejected = new RejectedRequest(status, detail);
    rejected.answer().with(HttpHeaders.CONNECTION, "close");
    return rejected;
  }
}
