package dev.joinall.web;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * One stage of handling a request to a route: it answers, or passes the exchange to the next stage.
 * The same shape as servlet filters or http4k's filters. Thread-safe.
 */
interface RouteStage {
  /**
   * Completes when the answer is written.
   *
   * @param next the stages after this one
   */
  Mono<Void> handle(RouteExchange exchange, Next next);

  /** The remaining stages. */
  @FunctionalInterface
  interface Next {
    Mono<Void> handle(RouteExchange exchange);
  }

  /** Chains the stages, the first one outermost. The last one must answer. */
  static Next chain(List<RouteStage> stages) {
    Next next =
        exchange -> Mono.error(new IllegalStateException("no stage has answered the request"));
    for (RouteStage stage : stages.reversed()) {
      Next behind = next;
      next = exchange -> stage.handle(exchange, behind);
    }
    return next;
  }
}
