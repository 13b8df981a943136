package dev.joinall.plan;

import dev.joinall.config.ContentType;
import dev.joinall.json.Json;
import dev.joinall.template.Markup;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import java.util.Optional;

/**
 * The declared content type of an answer.
 *
 * @param value the header's value
 * @param constant empty if it is computed by an expression
 * @param markup the body as XML or HTML with escaped values; empty for other bodies
 */
public record AnswerType(Template value, Optional<ContentType> constant, Optional<Markup> markup) {

  static Optional<ContentType> constant(Template value) {
    return value instanceof Template.Constant(var json) && json.kind() == Json.Kind.STRING
        ? Optional.of(ContentType.of(json.text()))
        : Optional.empty();
  }

  /** The content type; empty if its expression is null. */
  public Optional<String> render(Scope scope) {
    Json rendered = value.render(scope);
    return rendered.isNull() ? Optional.empty() : Optional.of(rendered.text());
  }
}
