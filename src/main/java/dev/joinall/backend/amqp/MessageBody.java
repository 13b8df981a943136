package dev.joinall.backend.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.ContentType;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.Content;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.Optional;

/**
 * The body of a message: JSON, unless its content type is another one; then a text is sent
 * unchanged. The bytes of an expression are always sent unchanged. Immutable.
 *
 * @param declared the content type; empty if there is none
 */
record MessageBody(Template value, Optional<String> declared) {
  private static final String JSON = "application/json";
  private static final String BYTES = "application/octet-stream";
  private static final Template NULL = new Template.Constant(Json.NULL);

  /**
   * Rendered content.
   *
   * @param bytes must not be modified
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Rendered(String type, byte[] bytes) {}

  static MessageBody compile(AmqpCall call, Templates templates) {
    Template value = call.body().map(templates::compile).orElse(NULL);
    Optional<ContentType> type = call.contentType().map(ContentType::of);
    call.body().ifPresent(body -> type.ifPresent(it -> check(body, value, it, templates)));
    if (type.filter(it -> !it.isValid()).isPresent()) {
      templates.problem(
          call.where(), "this is not a content type", "for example content-type: text/plain");
    }
    return new MessageBody(value, call.contentType());
  }

  /**
   * Rejects expressions in a text of another type, in which a value could inject an element or a
   * column.
   */
  private static void check(Tree body, Template value, ContentType type, Templates templates) {
    if (value instanceof Template.Text && !type.type().equals("text/plain")) {
      templates.problem(
          body,
          "a text of type " + type.type() + " can't have expressions: a value could change it",
          type.isJson()
              ? "write the body as a mapping, such as body: { id: \"${path.id}\" }"
              : "write it as one expression that quotes each value, or send JSON");
    }
    if (type.isNoJson() && (body instanceof Tree.Mapping || body instanceof Tree.Sequence)) {
      templates.problem(
          body,
          "expected a text of type " + type.type() + ", got " + body.noun(),
          "remove the content type, and the body is JSON");
    }
  }

  /**
   * @throws dev.joinall.template.InvalidExpression if an expression fails
   */
  Rendered render(Scope scope) {
    return switch (Content.of(value, scope)) {
      case Content.Bytes(byte[] bytes) -> new Rendered(declared.orElse(BYTES), bytes);
      case Content.Value(Json json) ->
          declared.isPresent() && json.kind() == Json.Kind.STRING
              ? new Rendered(declared.get(), json.text().getBytes(UTF_8))
              : new Rendered(declared.orElse(JSON), json.toBytes());
    };
  }
}
