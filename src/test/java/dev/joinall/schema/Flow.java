package dev.joinall.schema;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Values in YAML's flow style. */
final class Flow {
  /** A string that needs no quotes. */
  private static final Pattern BARE =
      Pattern.compile("(?![0-9.]+$)[A-Za-z0-9/][A-Za-z0-9 /:.%@_-]*");

  private Flow() {}

  /** As code in Markdown. */
  static String code(JsonNode value) {
    return "`" + flow(value) + "`";
  }

  private static String flow(JsonNode value) {
    if (value.isObject()) {
      return value.properties().stream()
          .map(it -> it.getKey() + ": " + flow(it.getValue()))
          .collect(Collectors.joining(", ", "{ ", " }"));
    }
    if (value.isArray()) {
      return stream(value).map(Flow::flow).collect(Collectors.joining(", ", "[", "]"));
    }
    String text = value.asString();
    if (!value.isString() || BARE.matcher(text).matches()) {
      return text;
    }
    return text.contains("\"") ? "'" + text + "'" : "\"" + text + "\"";
  }

  static Stream<JsonNode> stream(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false);
  }
}
