package dev.joinall.backend.amqp;

import dev.joinall.config.OptionalKeys;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The headers of a message. A text, a number or a boolean keeps its type; null is omitted. The
 * trace context of the task is added, unless the file declares it. Immutable.
 */
record MessageHeaders(Map<String, Template> values) {
  /** In bytes: the length of a name is one byte (AMQP 0-9-1, 4.2.5.5). */
  private static final int MAX_NAME = 128;

  /** Headers that the broker interprets itself. */
  private static final Set<String> ROUTING = Set.of("CC", "BCC");

  MessageHeaders {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  static MessageHeaders compile(Map<String, Tree> written, Templates templates) {
    Map<String, Template> values = new LinkedHashMap<>();
    written.forEach((key, tree) -> {
      String name = OptionalKeys.name(key);
      Template template = templates.compile(tree);
      if (name.isEmpty() || name.length() > MAX_NAME) {
        templates.problem(tree, "the name of a header has 1 to " + MAX_NAME + " characters", "");
      } else if (ROUTING.contains(name) && !(template instanceof Template.Constant)) {
        templates.problem(
            tree,
            "the header " + name + " routes the message to more queues and is a constant",
            "write the names of the queues, or bind them to an exchange");
      } else {
        values.put(name, template);
      }
    });
    return new MessageHeaders(values);
  }

  Map<String, Object> render(Scope scope, Trace trace) {
    Map<String, Object> headers = new LinkedHashMap<>();
    if (!trace.outgoing().isEmpty()) {
      headers.put("traceparent", trace.outgoing().toString());
      if (!trace.state().isEmpty()) {
        headers.put("tracestate", trace.state());
      }
    }
    if (!trace.baggage().isEmpty()) {
      headers.put("baggage", trace.baggage());
    }
    values.forEach((name, template) -> {
      Json value = template.render(scope);
      if (!value.isNull()) {
        headers.put(name, of(value, template));
      }
    });
    return headers;
  }

  private static Object of(Json value, Template template) {
    return switch (value.kind()) {
      case STRING -> value.text();
      case BOOLEAN -> value.equals(Json.TRUE);
      case NUMBER -> number(value);
      case ARRAY -> value.elements().stream().map(it -> of(it, template)).toList();
      case OBJECT, NULL ->
          throw template.invalid(
              "the value of a header is a text, a number, a boolean or a list of them");
    };
  }

  /** A number that exceeds the protocol's decimals, with a mantissa of 32 bits, becomes a text. */
  private static Object number(Json value) {
    return switch (value.number()) {
      case Long whole -> whole;
      case Double floating -> floating;
      default -> new BigDecimal(value.text()).toString();
    };
  }
}
