package dev.joinall.backend.http;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.template.Template;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which bodies may contain expressions. In a JSON body a value stays a value, and plain text has no
 * structure. In any other text, and in JSON that is parsed as another format, a value could inject
 * a parameter, an element or a part. A body that is exactly one expression is allowed: the operator
 * chose its whole content.
 */
final class BodyRules {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/";

  private BodyRules() {}

  static void check(
      HttpCall call, Template body, Map<String, Template> headers, Problems problems) {
    Tree written = call.body().orElseThrow();
    headers.forEach((name, value) -> {
      if (name.equalsIgnoreCase("content-type")) {
        problem(body, mediaType(value)).ifPresent(it -> problems.add(written, it, hint(value)));
      }
    });
  }

  /** Media type in lower case and without parameters; empty if it contains an expression. */
  private static Optional<String> mediaType(Template contentType) {
    return contentType instanceof Template.Constant(var json)
        ? Optional.of(json.text().split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  private static Optional<String> problem(Template body, Optional<String> type) {
    boolean text = body instanceof Template.Text;
    boolean structured = !text && hasExpression(body) && !(body instanceof Template.Computed);
    boolean unsafe =
        type.map(it ->
                text
                    ? !it.equals("text/plain")
                    : structured && (it.equals(FORM) || it.startsWith(MULTIPART)))
            .orElse(text || structured);
    return unsafe
        ? Optional.of(
            type.map(it -> "the content type " + it).orElse("a content type that is an expression")
                + " takes no body "
                + (text ? "of text and expressions" : "of values with expressions")
                + ": a value could change its structure")
        : Optional.empty();
  }

  private static String hint(Template contentType) {
    String type = mediaType(contentType).orElse("");
    if (type.equals("application/json") || type.endsWith("+json")) {
      return "write the body as a mapping, such as body: { id: \"${path.id}\" }";
    }
    return type.isEmpty()
        ? "write the content type without an expression"
        : "such a body can't be built safely; send JSON, where the API takes it";
  }

  private static boolean hasExpression(Template template) {
    return switch (template) {
      case Template.Constant _ -> false;
      case Template.Computed _, Template.Text _ -> true;
      case Template.Items(var items) -> items.stream().anyMatch(BodyRules::hasExpression);
      case Template.Members(var members, var _) ->
          members.values().stream().anyMatch(BodyRules::hasExpression);
    };
  }
}
