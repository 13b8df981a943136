package dev.joinall.backend.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;

/**
 * The routing key of a message. A dot separates the words of a key, so the value of an expression
 * within a text must not contain one; the operator is responsible for a key that is exactly one
 * expression.
 */
record RoutingKey(Template template) {
  private static final int MAX_BYTES = 255;

  static RoutingKey compile(Tree tree, Templates templates) {
    Template template = templates.compile(tree);
    boolean isNull = tree instanceof Tree.Scalar scalar && scalar.value() == null;
    if (!(tree instanceof Tree.Scalar) || isNull) {
      templates.problem(tree, "expected a string, got " + tree.noun(), "");
    } else if (template instanceof Template.Constant(var json)
        && json.text().getBytes(UTF_8).length > MAX_BYTES) {
      templates.problem(tree, "a routing key has at most " + MAX_BYTES + " bytes", "");
    }
    return new RoutingKey(template);
  }

  /**
   * @throws InvalidExpression if an expression fails, or its value is not valid in a key
   */
  String render(Scope scope) {
    String key = text(scope);
    if (key.getBytes(UTF_8).length > MAX_BYTES) {
      throw template.invalid("a routing key has at most " + MAX_BYTES + " bytes");
    }
    return key;
  }

  private String text(Scope scope) {
    return switch (template) {
      case Template.Text(var parts) -> {
        var key = new StringBuilder();
        for (Template part : parts) {
          key.append(part instanceof Template.Constant ? part.text(scope) : word(part, scope));
        }
        yield key.toString();
      }
      case Template.Constant(Json json) -> json.isNull() ? "" : json.text();
      case Template.Computed computed -> computed.text(scope);
      case Template.Items items -> items.text(scope);
      case Template.Members members -> members.text(scope);
    };
  }

  private static String word(Template part, Scope scope) {
    String word = part.text(scope);
    if (word.indexOf('.') >= 0) {
      throw part.invalid(
          "the value of an expression in a routing key must not have a dot, which separates its"
              + " words");
    }
    return word;
  }
}
