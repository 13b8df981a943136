package dev.joinall.web;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * One stage of handling a request to a route: it answers, or hands the exchange to the next stage.
 * The same shape as Servlet's filters or http4k's. Thread-safe.
 */
interface RouteStage {
  /**
   * Completes when the answer is written.
   *
   * @param next the stages behind this one
   */
  Mono<Void> handle(RouteExchange exchange, Next next);

  /** What is left of the stages. */
  @FunctionalInterface
  interface Next {
    Mono<Void> handle(RouteExchange exchange);
  }

  /** All of them, the first one outermost; the last one has to answer. */
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
