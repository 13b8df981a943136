package dev.joinall.plan;

import dev.joinall.json.Json;
import dev.joinall.json.JsonSchema;
import dev.joinall.json.JsonSchema.Violation;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * What a task gives to one input of the aggregation that it runs. Immutable and thread-safe.
 *
 * @param input such as {@code query.size}
 * @param value null means that it is not given
 * @param otherwise the default of the input
 * @param schema of the input; empty where it is any text
 * @param slot of the input, in the scope of the aggregation
 */
public record Argument(
    String input,
    Template value,
    boolean required,
    Optional<Json> otherwise,
    Optional<JsonSchema> schema,
    int slot) {

  Argument with(Template other) {
    return new Argument(input, other, required, otherwise, schema, slot);
  }

  /**
   * Sets the input.
   *
   * @param outer what the task knows
   * @param inner what the aggregation will know
   * @throws InvalidExpression where the value does not fit
   */
  public void bind(Scope outer, Scope inner) {
    Json given = value.render(outer);
    Optional<String> wrong = violation(given, outer.budget()::take);
    if (wrong.isPresent()) {
      throw new InvalidExpression(wrong.get());
    }
    if (given.isNull()) {
      otherwise.ifPresent(it -> inner.set(slot, it));
    } else {
      inner.set(slot, schema.isPresent() ? given : Json.string(given.text()));
    }
  }

  /** In which way the input can't take this value. */
  Optional<String> violation(Json given, LongPredicate take) {
    if (given.isNull()) {
      return required && otherwise.isEmpty()
          ? Optional.of(input + " is missing")
          : Optional.empty();
    }
    return schema.flatMap(it -> it.validate(given, take).stream().findFirst()).map(this::said);
  }

  private String said(Violation violation) {
    return input + violation.pointer() + ": " + violation.message();
  }
}
