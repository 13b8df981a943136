package dev.joinall.guard;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.JsonSchema;
import dev.joinall.json.JsonSchema.Violation;
import dev.joinall.template.Condition;
import dev.joinall.template.Scope;
import java.util.Comparator;
import java.util.Optional;

/**
 * Fails a task with {@code malformed} if its value does not match its {@code schema} or its {@code
 * expect}.
 *
 * @param schema validates the value; null is not validated
 * @param condition must be true for a valid value
 * @param slot the slot of the task itself, from which the condition reads the value
 */
public record Expect(Optional<JsonSchema> schema, Optional<Condition> condition, int slot) {
  /** In characters. Member names may be as long as an answer. */
  private static final int MAX_DETAIL = 200;

  Step around(Step step) {
    return scope -> step.run(scope).doOnNext(value -> check(value, scope));
  }

  /**
   * Checks one value.
   *
   * @throws StepException if the value does not match
   * @throws dev.joinall.template.InvalidExpression if the condition cannot be evaluated
   */
  public void check(Json value, Scope scope) {
    if (schema.isPresent() && !value.isNull()) {
      fits(schema.get(), value, scope);
    }
    if (condition.isPresent() && !condition.get().holds(scope.with(slot, value))) {
      throw malformed("not what the task expects");
    }
  }

  /**
   * The message names the place and the rule but never the value. Of several violations it always
   * names the same one.
   */
  private static void fits(JsonSchema schema, Json value, Scope scope) {
    Optional<Violation> first =
        schema.validate(value, scope.budget()::take).stream()
            .min(Comparator.comparing(Violation::pointer).thenComparing(Violation::message));
    if (first.isPresent()) {
      String at = first.get().pointer();
      throw malformed(
          "does not fit the schema"
              + (at.isEmpty() ? "" : " at " + at)
              + ": "
              + first.get().message());
    }
  }

  private static StepException malformed(String detail) {
    return new StepException(
        Fault.Type.MALFORMED,
        detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "...");
  }
}
