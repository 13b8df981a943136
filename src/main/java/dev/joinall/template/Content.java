package dev.joinall.template;

import dev.joinall.json.Json;
import org.jspecify.annotations.Nullable;

/** The value of a template in a place that accepts bytes: bytes, or another value. */
public sealed interface Content {
  /**
   * The result of an expression of bytes, such as {@code base64.decode(...)}.
   *
   * @param bytes must not be modified
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Bytes(byte[] bytes) implements Content {}

  record Value(Json json) implements Content {}

  /**
   * @throws InvalidExpression if an expression fails
   */
  static Content of(Template template, Scope scope) {
    if (template instanceof Template.Computed(Expression expression)) {
      @Nullable Object value = expression.value(scope);
      return value instanceof byte[] bytes
          ? new Bytes(bytes)
          : new Value(value instanceof Json json ? json : Expression.toJson(value));
    }
    return new Value(template.render(scope));
  }
}
