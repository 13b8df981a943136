package dev.joinall.backend.http;

import dev.joinall.template.Reply;
import dev.joinall.template.ReplyBody;
import dev.joinall.template.ReplyParts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Converts the head of a response to the reply of the protocol. */
final class HttpReplies {
  /** The prefix of Netty's own headers for HTTP/2. */
  private static final String EXTENSION = "x-http2-";

  private HttpReplies() {}

  static Reply of(AnswerHead head, ReplyParts parts, ReplyBody body) {
    return new Reply(head.status(), parts.headers() ? headers(head) : Map.of(), body);
  }

  private static Map<String, List<String>> headers(AnswerHead head) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    head.headers()
        .forEach(header -> {
          String name = header.getKey().toLowerCase(Locale.ROOT);
          if (!name.startsWith(EXTENSION)) {
            headers.computeIfAbsent(name, it -> new ArrayList<>()).add(header.getValue());
          }
        });
    return headers;
  }

  static ReplyBody body(AnswerHead head, Body body) {
    AnswerValue content = AnswerValue.of(body, head.headers());
    return new ReplyBody(content.contentType(), Arrays.copyOf(content.bytes(), content.length()));
  }
}
