package dev.joinall.template;

import dev.joinall.config.Internal;
import dev.joinall.json.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A compiled boolean expression. Immutable and thread-safe. */
@FunctionalInterface
@Internal
public interface Condition {
  /**
   * @throws InvalidExpression if it cannot be evaluated, or is not a boolean
   */
  boolean holds(Scope scope);

  /** The constant value of the condition; empty if it depends on the request. */
  default Optional<Boolean> constant() {
    return Optional.empty();
  }

  static boolean test(@Nullable Object value, String written) {
    if (value instanceof Boolean answer) {
      return answer;
    }
    if (value instanceof Json json && json.kind() == Json.Kind.BOOLEAN) {
      return json.equals(Json.TRUE);
    }
    throw new InvalidExpression("\"" + written + "\" is neither true nor false");
  }
}
