package dev.joinall.guard;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.template.Condition;
import dev.joinall.template.Scope;
import reactor.core.publisher.Mono;

/**
 * Takes a value that is not what the task expects for a malformed one.
 *
 * @param slot where the condition finds the value: that of the task itself
 */
record Expect(Step step, Condition condition, int slot) implements Step {
  @Override
  public Mono<Json> run(Scope scope) {
    return step.run(scope).doOnNext(value -> check(condition, slot, value, scope));
  }

  static void check(Condition condition, int slot, Json value, Scope scope) {
    if (!condition.holds(scope.with(slot, value))) {
      throw new StepException(Fault.Type.MALFORMED, "not what the task expects");
    }
  }
}
