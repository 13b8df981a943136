package dev.joinall.web;

import dev.joinall.json.JsonWriter;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.template.Reply;
import dev.joinall.template.ReplyBody;
import java.util.Set;

/**
 * Passes the error response of a backend on as the answer: its status, its body, and the headers
 * that describe them. Other headers describe the backend's connection or server.
 */
final class PassedAnswers {
  private static final Set<String> HEADERS =
      Set.of(
          "accept-patch",
          "allow",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-range",
          "etag",
          "last-modified",
          "link",
          "location",
          "ratelimit",
          "ratelimit-policy",
          "retry-after",
          "set-cookie",
          "www-authenticate");

  private PassedAnswers() {}

  static HttpAnswer of(Reply reply) {
    HttpAnswer answer = body(reply);
    reply
        .headers()
        .forEach((name, values) -> {
          if (HEADERS.contains(name)) {
            answer.with(name, values);
          }
        });
    return CacheRules.forbid(answer);
  }

  /** If the response was too large or truncated, only its status is known. */
  private static HttpAnswer body(Reply reply) {
    ReplyBody body = reply.body();
    if (body == ReplyBody.LOST) {
      return ProblemDetails.of(reply.code(), ProblemTexts.LOST_BODY);
    }
    var bytes = new JsonWriter(Math.max(16, body.length())).raw(body.bytes());
    HttpAnswer answer = HttpAnswer.of(reply.code(), body.contentType(), bytes);
    if (body.contentType().isEmpty()) {
      answer.headers().remove("Content-Type");
    }
    return answer;
  }
}
