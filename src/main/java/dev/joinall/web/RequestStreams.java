package dev.joinall.web;

import dev.joinall.edge.Limits;
import dev.joinall.plan.BodyContent;
import dev.joinall.plan.Inputs;
import dev.joinall.plan.Plan;
import dev.joinall.template.ByteStream;
import dev.joinall.template.Transfer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/**
 * The streams of one request.
 *
 * @param body the body that the plan passes on; empty if it passes on none
 */
record RequestStreams(Transfer transfer, Optional<UploadedBody> body) {
  static final RequestStreams NONE = new RequestStreams(Transfer.NONE, Optional.empty());

  /** Conditional and range headers are passed on, because only the backend knows the bytes. */
  private static final List<String> CONDITIONS =
      List.of(
          HttpHeaders.RANGE,
          HttpHeaders.IF_RANGE,
          HttpHeaders.IF_NONE_MATCH,
          HttpHeaders.IF_MODIFIED_SINCE);

  /**
   * Fails with {@link RejectedRequest} if the body is not of its type, or there is no memory.
   *
   * @param limits the limits of the body
   */
  static RequestStreams of(RouteExchange exchange, Limits limits) {
    Plan plan = exchange.plan();
    Optional<BodyContent> declared =
        plan.inputs()
            .body()
            .map(Inputs.Body::content)
            .filter(it -> it.type() == BodyContent.Type.STREAM);
    boolean down = plan.answer().streamed();
    if (declared.isEmpty() && !down) {
      return NONE;
    }
    int directions = (down ? 1 : 0) + (declared.isPresent() ? 1 : 0);
    RequestBody.reserve(directions * ByteStream.MEMORY, exchange.memory());
    RouteRequest request = exchange.request();
    Optional<UploadedBody> body = declared.map(it -> UploadedBody.of(request, it, limits));
    boolean isHead = request.method().equals("HEAD");
    return new RequestStreams(
        new Transfer(isHead, conditions(request), body.map(UploadedBody::upload)), body);
  }

  /** Only a GET has a range (RFC 9110, 14.2). */
  private static Map<String, List<String>> conditions(RouteRequest request) {
    Map<String, List<String>> conditions = new LinkedHashMap<>();
    boolean isGet = request.method().equals("GET");
    for (String name : CONDITIONS) {
      List<String> values = request.headers(name);
      boolean isRange = name.equals(HttpHeaders.RANGE) || name.equals(HttpHeaders.IF_RANGE);
      if (!values.isEmpty() && (isGet || !isRange)) {
        conditions.put(name.toLowerCase(Locale.ROOT), values);
      }
    }
    return conditions;
  }

  void close() {
    transfer.close();
    body.ifPresent(UploadedBody::release);
  }

  /** The answer, or a 4xx if the client has not sent its whole body. */
  HttpAnswer orClientsFailure(HttpAnswer answer) {
    return body.flatMap(UploadedBody::failure).map(RejectedRequest::answer).orElse(answer);
  }

  /** Whether a part of the body has not been read. */
  boolean hasUnreadBody() {
    return body.filter(it -> !it.isWhole()).isPresent();
  }
}
