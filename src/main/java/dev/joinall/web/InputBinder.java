package dev.joinall.web;

import dev.joinall.json.Json;
import dev.joinall.json.JsonSchema.Violation;
import dev.joinall.json.MalformedJson;
import dev.joinall.plan.Inputs;
import dev.joinall.plan.Inputs.Form;
import dev.joinall.plan.Inputs.Parameter;
import dev.joinall.template.Scope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.StringUtils;

/** Binds what a request brings to the slots of its plan, and finds every violation at once. */
final class InputBinder {
  private static final int MOST_DIGITS = 18;

  private final Inputs inputs;
  private final Scope scope;
  private final List<InputViolation> violations = new ArrayList<>();

  /** One thing that is wrong with a request. */
  record InputViolation(String in, String name, String detail) {}

  InputBinder(Inputs inputs, Scope scope) {
    this.inputs = inputs;
    this.scope = scope;
  }

  List<InputViolation> violations() {
    return violations;
  }

  /**
   * Binds all but the body.
   *
   * @param variables of the path, in the order of the route
   */
  void bind(ServerHttpRequest request, List<String> variables) {
    int variable = 0;
    for (Parameter parameter : inputs.parameters()) {
      List<String> sent =
          switch (parameter.in()) {
            case PATH -> List.of(decode(variables.get(variable++)));
            case QUERY -> request.getQueryParams().getOrDefault(parameter.name(), List.of());
            case HEADER -> request.getHeaders().getOrEmpty(parameter.name());
          };
      bind(parameter, sent);
    }
  }

  private void bind(Parameter parameter, List<String> sent) {
    if (sent.isEmpty()) {
      if (parameter.otherwise().isPresent()) {
        scope.set(parameter.slot(), parameter.otherwise().get());
      } else if (parameter.required()) {
        violate(parameter, "is missing");
      }
      return;
    }
    if (sent.size() > 1 && !parameter.list()) {
      violate(parameter, "is given " + sent.size() + " times");
      return;
    }
    Json value =
        parameter.list()
            ? Json.of(sent.stream().map(text -> value(parameter.form(), text)).toList())
            : value(parameter.form(), sent.getFirst());
    for (Violation violation : parameter.schema().validate(value)) {
      violate(parameter, violation.message());
    }
    scope.set(parameter.slot(), value);
  }

  /** A text that is not of this form stays a text, which the schema then refuses. */
  private static Json value(Form form, String text) {
    return switch (form) {
      case TEXT -> Json.string(text);
      case BOOLEAN ->
          switch (text) {
            case "true" -> Json.TRUE;
            case "false" -> Json.FALSE;
            default -> Json.string(text);
          };
      case INTEGER -> isInteger(text) ? Json.number(Long.parseLong(text)) : Json.string(text);
      case NUMBER -> number(text);
    };
  }

  private static boolean isInteger(String text) {
    int from = text.startsWith("-") ? 1 : 0;
    return text.length() > from
        && text.length() <= MOST_DIGITS
        && text.chars().skip(from).allMatch(c -> c >= '0' && c <= '9');
  }

  private static Json number(String text) {
    try {
      Json json = Json.parse(text.getBytes(StandardCharsets.UTF_8));
      return json.kind() == Json.Kind.NUMBER ? json : Json.string(text);
    } catch (MalformedJson e) {
      return Json.string(text);
    }
  }

  /** Binds the body, which is valid JSON. */
  void bind(Inputs.Body body, Json json) {
    for (Violation violation : body.schema().validate(json)) {
      violations.add(new InputViolation("body", violation.pointer(), violation.message()));
    }
    scope.set(body.slot(), json);
  }

  private void violate(Parameter parameter, String detail) {
    String in = parameter.in().name().toLowerCase(Locale.ROOT);
    violations.add(new InputViolation(in, parameter.name(), detail));
  }

  private String decode(String segment) {
    try {
      return StringUtils.uriDecode(segment, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      violations.add(new InputViolation("path", segment, "is not percent-encoded UTF-8"));
      return segment;
    }
  }
}
