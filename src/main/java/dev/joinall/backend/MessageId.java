package dev.joinall.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.Sha256;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The id of a message, by which a worker detects duplicates. Immutable.
 *
 * @param declared empty if the id is derived from the request and the message
 */
public record MessageId(Optional<Template> declared) {
  /** In bytes: one byte holds the length (AMQP 0-9-1, 4.2.5.3). */
  private static final int MAX = 255;

  /** The length of a derived id. */
  private static final int BYTES = 16;

  public static MessageId compile(Optional<Tree> declared, Templates templates) {
    var _ = Sha256.begin(); // loads the provider, which reads files
    return new MessageId(declared.map(it -> compile(it, templates)));
  }

  private static Template compile(Tree tree, Templates templates) {
    Template template = templates.compile(tree);
    boolean isValue =
        tree instanceof Tree.Scalar
            && !(template instanceof Template.Constant(var json) && !isText(json));
    if (!isValue) {
      templates.problem(tree, "expected a text or a number, got " + tree.noun(), "");
    }
    return template;
  }

  private static boolean isText(Json value) {
    return value.kind() == Json.Kind.STRING || value.kind() == Json.Kind.NUMBER;
  }

  /**
   * Returns the declared id, or a derived one that is the same for each attempt of a call, and
   * different for each request, task and message. The span of a task is random for each request,
   * and no client can set it.
   *
   * @param trace the trace of the task
   * @param to the destination of the message
   * @throws InvalidExpression if an expression fails, or its value can't be an id
   */
  public String render(Scope scope, Trace trace, String to, byte[] content) {
    if (declared.isPresent()) {
      return render(declared.get(), scope);
    }
    MessageDigest digest = Sha256.begin();
    digest.update((trace.id() + "|" + trace.span() + "|" + to + "|").getBytes(UTF_8));
    return HexFormat.of().formatHex(digest.digest(content), 0, BYTES);
  }

  private static String render(Template template, Scope scope) {
    Json value = template.render(scope);
    if (!isText(value)) {
      throw template.invalid("a message-id is a text or a number");
    }
    String id = value.text();
    if (id.isEmpty() || id.getBytes(UTF_8).length > MAX) {
      throw template.invalid("a message-id has 1 to " + MAX + " bytes");
    }
    return id;
  }
}
