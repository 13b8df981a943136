package dev.joinall.web;

import dev.joinall.json.Json;
import dev.joinall.plan.AnswerPlan;
import dev.joinall.template.HeaderText;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.springframework.http.HttpHeaders;

/**
 * The headers that the file declares for an answer. A null is omitted; a list becomes several
 * lines.
 */
record DeclaredHeaders(Map<String, List<String>> lines) {
  /**
   * @throws dev.joinall.template.InvalidExpression if an expression fails, or its value can't be in
   *     a header
   */
  static DeclaredHeaders of(Map<String, Template> headers, Scope scope) {
    return of(headers, (name, template) -> template.render(scope));
  }

  /** The same, but it also omits a header that can't be computed because a task has no value. */
  static DeclaredHeaders of(AnswerPlan.Made made, Scope scope) {
    return of(made.headers(), (name, template) -> made.render(name, template, scope));
  }

  private static DeclaredHeaders of(
      Map<String, Template> headers, BiFunction<String, Template, Json> renderer) {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    headers.forEach((name, template) -> {
      Json value = renderer.apply(name, template);
      if (!value.isNull()) {
        List<Json> values = value.kind() == Json.Kind.ARRAY ? value.elements() : List.of(value);
        List<String> texts =
            values.stream()
                .filter(it -> !it.isNull())
                .map(it -> HeaderText.checked(it.text(), template))
                .toList();
        if (!texts.isEmpty()) {
          lines.put(name, isVary(name) ? List.of(String.join(", ", texts)) : texts);
        }
      }
    });
    return new DeclaredHeaders(lines);
  }

  private static boolean isVary(String name) {
    return name.equalsIgnoreCase(HttpHeaders.VARY);
  }

  HttpAnswer addTo(HttpAnswer answer) {
    lines.forEach(answer::with);
    return answer;
  }
}
