package dev.joinall.web;

import dev.joinall.edge.AdmissionControl;
import dev.joinall.edge.AdmissionControl.Rejection;
import reactor.core.publisher.Mono;

/**
 * Queues the request for its event loop. Answers with 503 if that takes too much of the deadline.
 */
record AdmissionStage(AdmissionControl admission) implements RouteStage {
  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    return admission
        .queue()
        .enqueue(
            exchange.plan().deadline(),
            () -> next.handle(exchange),
            () ->
                AdmissionHandler.refuse(
                    Rejection.LATENESS, exchange.request(), exchange.response()));
  }
}
