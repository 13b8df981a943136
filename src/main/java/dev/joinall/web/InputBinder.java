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
import java.util.regex.Pattern;

/** Binds the inputs of a request to the slots of its plan, and collects all violations. */
final class InputBinder {
  private static final String NOT_DECODABLE = "is not percent-encoded UTF-8";

  /** A decoded slash would look like one between two segments. */
  private static final Pattern ENCODED_SLASH = Pattern.compile("%2[fF]");

  private final Inputs inputs;
  private final Scope scope;
  private final List<InputViolation> violations = new ArrayList<>();

  /** One invalid input of a request. */
  record InputViolation(String in, String name, String detail) {}

  InputBinder(Inputs inputs, Scope scope) {
    this.inputs = inputs;
    this.scope = scope;
  }

  List<InputViolation> violations() {
    return violations;
  }

  /**
   * Binds all inputs except the body.
   *
   * @param variables of the path, in the order of the route
   */
  void bind(RouteRequest request, List<String> variables) {
    int variable = 0;
    QueryArguments query = query(request);
    for (Parameter parameter : inputs.parameters()) {
      switch (parameter.in()) {
        case PATH -> bindSegment(parameter, variables.get(variable++));
        case QUERY -> bind(parameter, query.of(parameter));
        case HEADER -> bindHeader(parameter, request.headers(parameter.name()));
      }
    }
  }

  /** Parsed only for a plan that declares query parameters. */
  private QueryArguments query(RouteRequest request) {
    if (!hasQuery()) {
      return QueryArguments.NONE;
    }
    QueryArguments query = QueryArguments.of(request.query());
    for (String name : query.malformed()) {
      violations.add(new InputViolation("query", name, NOT_DECODABLE));
    }
    return query;
  }

  private boolean hasQuery() {
    for (Parameter parameter : inputs.parameters()) {
      if (parameter.in() == Inputs.In.QUERY) {
        return true;
      }
    }
    return false;
  }

  private void bindSegment(Parameter parameter, String segment) {
    if (parameter.form() == Form.SEGMENTS && ENCODED_SLASH.matcher(segment).find()) {
      violate(parameter, "has an encoded slash");
      return;
    }
    List<String> texts = new ArrayList<>();
    for (String part : parameter.list() ? segment.split(",", -1) : new String[] {segment}) {
      PercentDecoder.decode(part)
          .ifPresentOrElse(texts::add, () -> violate(parameter, NOT_DECODABLE));
    }
    if (!texts.isEmpty()) {
      bind(parameter, texts);
    }
  }

  /** A list has its values in one line with commas, or in several lines (RFC 9110, section 5.3). */
  private void bindHeader(Parameter parameter, List<String> lines) {
    if (!parameter.list() || lines.isEmpty()) {
      bind(parameter, lines);
      return;
    }
    List<String> texts = new ArrayList<>();
    for (String line : lines) {
      for (String text : line.split(",", -1)) {
        if (!text.isBlank()) {
          texts.add(text.strip());
        }
      }
    }
    bindSent(parameter, texts);
  }

  void bind(Parameter parameter, List<String> sent) {
    if (sent.isEmpty()) {
      if (parameter.defaultValue().isPresent()) {
        scope.set(parameter.slot(), parameter.defaultValue().get());
      } else if (parameter.required()) {
        violate(parameter, "is missing");
      }
      return;
    }
    bindSent(parameter, sent);
  }

  private void bindSent(Parameter parameter, List<String> sent) {
    if (sent.size() > 1 && !parameter.list()) {
      violate(parameter, "is given " + sent.size() + " times");
      return;
    }
    Json value =
        parameter.list()
            ? Json.of(sent.stream().map(text -> value(parameter.form(), text)).toList())
            : value(parameter.form(), sent.getFirst());
    for (Violation violation : check(parameter, value)) {
      violate(parameter, violation.message());
    }
    scope.set(parameter.slot(), value);
  }

  private List<Violation> check(Parameter parameter, Json value) {
    return parameter
        .schema()
        .map(schema -> schema.validate(value, scope.budget()::take))
        .orElse(List.of());
  }

  /** A text that does not have this form stays a string, which the schema then rejects. */
  static Json value(Form form, String text) {
    return switch (form) {
      case TEXT, SEGMENTS -> Json.string(text);
      case BOOLEAN ->
          switch (text) {
            case "true" -> Json.TRUE;
            case "false" -> Json.FALSE;
            default -> Json.string(text);
          };
      case INTEGER -> integer(text);
      case NUMBER -> number(text);
    };
  }

  /** As in JSON, of any length: neither {@code 007} nor {@code +7}. */
  private static Json integer(String text) {
    boolean isWhole = text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-');
    return isWhole ? number(text) : Json.string(text);
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
}
