package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.template.Content;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A prepared message to a stream: renders the {@code XADD} of a request. Immutable. */
record StreamMessage(
    StreamRequest call,
    Template body,
    Map<String, Template> headers,
    Optional<Template> messageId) {
  private static final int MAX_ID = 255;
  private static final int ID_BYTES = 16;
  private static final int FIRST_CAPACITY = 256;
  private static final Template NOTHING = new Template.Constant(Json.NULL);

  static StreamMessage compile(StreamRequest call, Templates templates) {
    sha256();
    Map<String, Template> headers = new LinkedHashMap<>();
    call.headers().forEach((name, tree) -> headers.put(name, templates.compile(tree)));
    return new StreamMessage(
        call,
        call.body().map(templates::compile).orElse(NOTHING),
        Map.copyOf(headers),
        call.messageId().map(it -> id(it, templates)));
  }

  private static Template id(Tree tree, Templates templates) {
    if (!(tree instanceof Tree.Scalar)) {
      templates.problems().add(tree, "expected a text or a number, got " + tree.noun(), "");
    }
    return templates.compile(tree);
  }

  /**
   * The command.
   *
   * @param correlationId by which the reply is found
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
        messageId.map(it -> id(it, scope)).orElseGet(() -> id(trace, content)),
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

  /** A JSON object, with the trace of the task. */
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

  private static String id(Template template, Scope scope) {
    Json value = template.render(scope);
    boolean isText = value.kind() == Json.Kind.STRING || value.kind() == Json.Kind.NUMBER;
    String id = isText ? value.text() : "";
    if (id.isEmpty() || id.length() > MAX_ID) {
      throw template.invalid("a message-id is a text of 1 to " + MAX_ID + " characters");
    }
    return id;
  }

  /** The same for each attempt of a call; different for each request, task and message. */
  private String id(Trace trace, byte[] content) {
    MessageDigest digest = sha256();
    digest.update((trace.id() + "|" + trace.span() + "|" + call.stream() + "|").getBytes(UTF_8));
    return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(content), ID_BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has it", e);
    }
  }
}
