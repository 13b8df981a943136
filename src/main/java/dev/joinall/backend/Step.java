package dev.joinall.backend;

import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import reactor.core.publisher.Mono;

/** One unit of work. Prepared once at start-up, run once per request. */
@FunctionalInterface
public interface Step {
  /**
   * Emits the value, or completes empty if it is absent. Fails with a {@link StepException}, or
   * with {@link dev.joinall.template.InvalidExpression} before anything was sent. Lazy: starts on
   * subscription. Cancelling releases all resources.
   */
  Mono<Json> run(Scope scope);
}
