package dev.joinall.guard;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * The call of an effect. If the backend accepts it, it is a success, and its value is null if the
 * reply has none. A value that does not match {@code expect} does not undo it: the fault says that
 * it happened.
 */
record Effect(Step call, Optional<Expect> expect) implements Step {
  @Override
  public Mono<Json> run(Scope scope) {
    return call.run(scope).defaultIfEmpty(Json.NULL).doOnNext(value -> accepted(value, scope));
  }

  private void accepted(Json value, Scope scope) {
    scope.call().accept();
    try {
      expect.ifPresent(it -> it.check(value, scope));
    } catch (RuntimeException e) {
      throw new StepException(Fault.of(e).ofAccepted());
    }
  }
}
