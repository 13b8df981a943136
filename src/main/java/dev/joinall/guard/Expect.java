package dev.joinall.guard;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.template.Condition;
import dev.joinall.template.Scope;

/**
 * Takes a value that is not what the task expects for a malformed one.
 *
 * @param slot where the condition finds the value: that of the task itself
 */
public record Expect(Condition condition, int slot) {

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
    if (!condition.holds(scope.with(slot, value))) {
      throw new StepException(Fault.Type.MALFORMED, "not what the task expects");
    }
  }
}
