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
 * @param schema what the value must fit; null is no value, and fits every schema
 * @param condition what must hold of it then
 * @param slot where the condition finds the value: that of the task itself
 */
public record Expect(Optional<JsonSchema> schema, Optional<Condition> condition, int slot) {
  /** In characters. Names of members may be as long as an answer. */
  private static final int MAX_DETAIL = 200;

  Step around(Step step) {
    return scope -> step.run(scope).doOnNext(value -> check(value, scope));
  }

  /**
   * Looks at one value.
   *
   * @throws StepException where it is not as expected
   * @throws dev.joinall.template.InvalidExpression where that can't be told
   */
  public void check(Json value, Scope scope) {
    if (schema.isPresent() && !value.isNull()) {
      fits(schema.get(), value, scope);
    }
    if (condition.isPresent() && !condition.get().holds(scope.with(slot, value))) {
      throw malformed("not what the task expects");
    }
  }

  /** Tells the place and the rule, and nothing of the value; always the same one of several. */
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
