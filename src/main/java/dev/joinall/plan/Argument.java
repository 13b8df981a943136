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
 * The value that a task passes to one input of the aggregation that it runs. Immutable and
 * thread-safe.
 *
 * @param input such as {@code query.size}
 * @param value if it is null, the argument is not passed
 * @param defaultValue the default of the input
 * @param schema the schema of the input; empty if it accepts any text
 * @param slot the slot of the input in the scope of the aggregation
 */
public record Argument(
    String input,
    Template value,
    boolean required,
    Optional<Json> defaultValue,
    Optional<JsonSchema> schema,
    int slot) {

  Argument with(Template other) {
    return new Argument(input, other, required, defaultValue, schema, slot);
  }

  /**
   * Sets the input.
   *
   * @param outer the scope of the task
   * @param inner the scope of the aggregation
   * @throws InvalidExpression if the value is invalid
   */
  public void bind(Scope outer, Scope inner) {
    Json given = value.render(outer);
    Optional<String> wrong = violation(given, outer.budget()::take);
    if (wrong.isPresent()) {
      throw value.invalid(wrong.get());
    }
    if (given.isNull()) {
      defaultValue.ifPresent(it -> inner.set(slot, it));
    } else {
      inner.set(slot, schema.isPresent() ? given : Json.string(given.text()));
    }
  }

  /** Why the input does not accept this value; empty if it does. */
  Optional<String> violation(Json given, LongPredicate take) {
    if (given.isNull()) {
      return required && defaultValue.isEmpty()
          ? Optional.of(input + " is missing")
          : Optional.empty();
    }
    return schema.flatMap(it -> it.validate(given, take).stream().findFirst()).map(this::describe);
  }

  private String describe(Violation violation) {
    return input + violation.pointer() + ": " + violation.message();
  }
}
