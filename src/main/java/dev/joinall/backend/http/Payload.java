package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.ContentType;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.Content;
import dev.joinall.template.Markup;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.Optional;

/**
 * One value as content: JSON, a text or bytes. The bytes of an expression are sent unchanged.
 *
 * @param markup the text with escaped values, if the content is markup
 * @param textAsIs whether a text is sent unchanged, and not as a JSON string
 */
record Payload(Template value, Optional<Markup> markup, boolean textAsIs) implements CallContent {
  static final String JSON = "application/json";
  static final String TEXT = "text/plain;charset=UTF-8";
  static final String BYTES = "application/octet-stream";

  /**
   * @param type the declared content type; empty if there is none
   * @param part whether this is a part of a multipart, in which a text is not JSON
   */
  static Payload compile(Tree tree, Optional<Template> type, boolean part, Templates templates) {
    Template value = templates.compile(tree);
    type.ifPresent(it -> new ContentRules(templates.problems()).check(tree, value, it));
    Optional<ContentType> constant = type.flatMap(ContentRules::constant);
    Optional<Markup> markup =
        constant.filter(ContentType::isXml).isPresent() && value instanceof Template.Text text
            ? Optional.of(Markup.compile(text, false, tree, templates.problems()))
            : Optional.empty();
    return new Payload(value, markup, part || type.isPresent());
  }

  @Override
  public Rendered render(Scope scope) {
    if (markup.isPresent()) {
      return new Rendered(TEXT, markup.get().render(scope).getBytes(UTF_8));
    }
    return of(Content.of(value, scope));
  }

  Rendered of(Content content) {
    return switch (content) {
      case Content.Bytes(byte[] bytes) -> new Rendered(BYTES, bytes);
      case Content.Value(Json json) ->
          textAsIs && json.kind() == Json.Kind.STRING
              ? new Rendered(TEXT, json.text().getBytes(UTF_8))
              : new Rendered(JSON, json.toBytes());
    };
  }
}
