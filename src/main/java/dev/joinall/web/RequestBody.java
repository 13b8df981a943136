package dev.joinall.web;

import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.plan.BodyContent;
import dev.joinall.run.MemoryBudget;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Reads the body of a request, up to a limit. */
final class RequestBody {
  private RequestBody() {}

  /**
   * The bytes of the body; fails with {@link RejectedRequest}.
   *
   * @param declared the declared content
   * @param within the timeout for the client to send it
   * @param max its maximum size in bytes
   * @param reservation charged with its bytes
   */
  static Mono<byte[]> read(
      RouteRequest request,
      BodyContent declared,
      Duration within,
      int max,
      MemoryBudget.Reservation reservation,
      Scheduler timer) {
    Optional<String> refused = RequestContent.refused(declared, request);
    if (refused.isPresent()) {
      return Mono.error(() -> new RejectedRequest(415, refused.get()));
    }
    if (isCoded(request)) {
      return Mono.error(RequestBody::coded);
    }
    if (request.contentLength() > max) {
      return Mono.error(() -> tooLarge(max));
    }
    return request
        .body()
        .reduceWith(() -> new BodyParts(max, reservation), BodyParts::and)
        .map(BodyParts::joined)
        .timeout(within, timer)
        .doOnNext(all -> checkFraming(request))
        .onErrorMap(RequestBody::rejected);
  }

  /** Whether the headers announce a body. Over HTTP/2, the body may be longer than announced. */
  static boolean isPresent(RouteRequest request) {
    return request.header(HttpHeaders.CONTENT_LENGTH) != null
        || request.header(HttpHeaders.TRANSFER_ENCODING) != null;
  }

  /**
   * Reads an undeclared body to its end: only at its end can it be known that the request is
   * well-formed. Fails with {@link RejectedRequest}.
   *
   * @param within the timeout for the client to send it
   * @param max its maximum size in bytes
   */
  static Mono<Void> discard(RouteRequest request, Duration within, int max, Scheduler timer) {
    if (request.contentLength() > max) {
      return Mono.error(() -> tooLarge(max));
    }
    return request
        .body()
        .reduceWith(
            () -> 0L,
            (before, part) -> {
              long bytes = before + part.length;
              if (bytes > max) {
                throw tooLarge(max);
              }
              return bytes;
            })
        .timeout(within, timer)
        .doOnNext(all -> checkFraming(request))
        .then()
        .onErrorMap(RequestBody::rejected);
  }

  /** The server reports the end of a body also if the rest of it cannot be read. */
  static void checkFraming(RouteRequest request) {
    if (request.hasBrokenBody()) {
      throw closing(400, "the framing of the body is broken");
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

  static RejectedRequest tooLarge(int max) {
    return closing(413, ProblemTexts.bodyTooLarge(max));
  }

  private static boolean isCoded(RouteRequest request) {
    return request.headers(HttpHeaders.CONTENT_ENCODING).stream()
        .anyMatch(it -> !it.isBlank() && !it.strip().equalsIgnoreCase("identity"));
  }

  /** Names the accepted content coding (RFC 9110, 12.5.3). */
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
