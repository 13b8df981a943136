package dev.joinall.backend.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** A prepared message: renders a {@link Message} from a request's scope. Immutable. */
record MessageTemplate(
    AmqpCall call,
    RoutingKey routingKey,
    MessageBody body,
    MessageHeaders headers,
    Optional<Template> messageId) {
  /** In bytes: its length is one byte (AMQP 0-9-1, 4.2.5.3). */
  private static final int MAX_ID = 255;

  private static final int ID_BYTES = 16;

  static MessageTemplate compile(AmqpCall call, Templates templates) {
    sha256();
    return new MessageTemplate(
        call,
        RoutingKey.compile(call.routingKey(), templates),
        MessageBody.compile(call, templates),
        MessageHeaders.compile(call.headers(), templates),
        call.messageId().map(it -> id(it, templates)));
  }

  private static Template id(Tree tree, Templates templates) {
    Template template = templates.compile(tree);
    boolean isValue =
        tree instanceof Tree.Scalar
            && !(template instanceof Template.Constant(var json)
                && json.kind() != Json.Kind.STRING
                && json.kind() != Json.Kind.NUMBER);
    if (!isValue) {
      templates.problems().add(tree, "expected a text or a number, got " + tree.noun(), "");
    }
    return template;
  }

  /**
   * @param trace of the task
   * @throws InvalidExpression if an expression fails or has a value that a message can't have
   */
  Message render(Scope scope, Trace trace) {
    String key = routingKey.render(scope);
    MessageBody.Rendered content = body.render(scope);
    return new Message(
        call,
        key,
        messageId.map(it -> id(it, scope)).orElseGet(() -> id(trace, key, content.bytes())),
        content.type(),
        headers.render(scope, trace),
        content.bytes());
  }

  private static String id(Template template, Scope scope) {
    Json value = template.render(scope);
    if (value.kind() != Json.Kind.STRING && value.kind() != Json.Kind.NUMBER) {
      throw template.invalid("a message-id is a text or a number");
    }
    String id = value.text();
    if (id.isEmpty() || id.getBytes(UTF_8).length > MAX_ID) {
      throw template.invalid("a message-id has 1 to " + MAX_ID + " bytes");
    }
    return id;
  }

  /**
   * The same for each attempt of a call, and different for each request, task and message. The span
   * of a task is random for each request, whatever its client sent.
   */
  private String id(Trace trace, String key, byte[] content) {
    MessageDigest digest = sha256();
    digest.update(
        (trace.id() + "|" + trace.span() + "|" + call.exchange() + "|" + key + "|")
            .getBytes(UTF_8));
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
