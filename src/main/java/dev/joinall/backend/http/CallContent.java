package dev.joinall.backend.http;

import dev.joinall.config.ContentType;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.Map;
import java.util.Optional;

/** Compiles and renders the content of a request. Immutable and thread-safe. */
interface CallContent {
  /**
   * Rendered content.
   *
   * @param type its media type, if the headers of the call declare none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Rendered(String type, byte[] bytes) {}

  /**
   * @throws dev.joinall.template.InvalidExpression if an expression fails
   */
  Rendered render(Scope scope);

  /**
   * The declared content of a call; empty if it has none.
   *
   * @param headers of the call
   */
  static Optional<CallContent> compile(
      HttpCall call, Map<String, Template> headers, Templates templates) {
    Optional<Template> type =
        headers.entrySet().stream()
            .filter(it -> it.getKey().equalsIgnoreCase("content-type"))
            .map(Map.Entry::getValue)
            .findFirst();
    new ContentRules(templates.problems()).check(call, type);
    if (call.form().isPresent()) {
      return Optional.of(FormContent.compile(call.form().get(), templates));
    }
    if (call.multipart().isPresent()) {
      return Optional.of(MultipartContent.compile(call.multipart().get().parts(), templates));
    }
    return call.body()
        .map(body -> {
          boolean isForm =
              type.flatMap(ContentRules::constant).filter(ContentType::isForm).isPresent();
          return isForm && FormContent.isFields(body)
              ? FormContent.compile(body, templates)
              : Payload.compile(body, type, false, templates);
        });
  }
}
