package dev.joinall.backend.redis;

import dev.joinall.backend.MessageId;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.template.Content;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A compiled message to a stream: renders the {@code XADD} of a request. Immutable. */
record StreamMessage(
    StreamRequest call, Template body, Map<String, Template> headers, MessageId id) {
  private static final int FIRST_CAPACITY = 256;
  private static final Template NOTHING = new Template.Constant(Json.NULL);

  static StreamMessage compile(StreamRequest call, Templates templates) {
    Map<String, Template> headers = new LinkedHashMap<>();
    call.headers().forEach((name, tree) -> headers.put(name, templates.compile(tree)));
    return new StreamMessage(
        call,
        call.body().map(templates::compile).orElse(NOTHING),
        Map.copyOf(headers),
        MessageId.compile(call.messageId(), templates));
  }

  /**
   * Renders the command.
   *
   * @param correlationId identifies the reply
   * @param replyTo the stream for the reply
   * @throws dev.joinall.template.InvalidExpression if an expression fails
   */
  byte[][] render(Scope scope, Trace trace, String correlationId, String replyTo) {
    byte[] content =
        switch (Content.of(body, scope)) {
          case Content.Bytes(byte[] bytes) -> bytes;
          case Content.Value(Json json) -> json.toBytes();
        };
    return RespWriter.command(
        "XADD",
        call.stream(),
        "MAXLEN",
        "~",
        call.maxLength(),
        "*",
        "id",
        id.render(scope, trace, call.stream(), content),
        "correlation-id",
        correlationId,
        "reply-to",
        replyTo,
        "expiration",
        Math.max(1, TimeUnit.NANOSECONDS.toMillis(scope.remaining())),
        "headers",
        headers(scope, trace),
        "body",
        RespWriter.bulk(content));
  }

  /** The headers as a JSON object, with the trace of the task. */
  private Json headers(Scope scope, Trace trace) {
    var out = new JsonWriter(FIRST_CAPACITY);
    out.beginObject();
    if (!trace.outgoing().isEmpty() && !headers.containsKey("traceparent")) {
      out.name("traceparent").string(trace.outgoing().toString());
    }
    headers.forEach((name, template) -> {
      Json value = template.render(scope);
      if (!value.isNull()) {
        out.member(name, value);
      }
    });
    out.endObject();
    return out.toJson();
  }
}
