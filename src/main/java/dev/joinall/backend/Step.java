package dev.joinall.backend;

import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import reactor.core.publisher.Mono;

/** One ready-to-run piece of work. Prepared once at start-up, run once per request. */
@FunctionalInterface
public interface Step {
  /**
   * The value; empty where there is none (absent). Fails with a {@link StepException}, or with an
   * {@link dev.joinall.template.InvalidExpression} before anything was sent. Nothing happens before
   * the Mono is subscribed to; cancelling it gives everything back that it holds.
   */
  Mono<Json> run(Scope scope);
}
