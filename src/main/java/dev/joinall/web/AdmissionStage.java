package dev.joinall.web;

import dev.joinall.config.Fields;
import dev.joinall.config.Priority;
import dev.joinall.edge.AdmissionControl;
import dev.joinall.edge.AdmissionControl.Rejection;
import dev.joinall.ops.Rejections;
import reactor.core.publisher.Mono;

/**
 * Queues the request for its event loop. Answers with 503 if the wait takes too much of the
 * deadline, or if the free capacity is reserved for requests of a higher priority.
 *
 * @param givesWay whether the route leaves capacity for higher priorities
 */
record AdmissionStage(
    AdmissionControl admission, Priority priority, boolean givesWay, Rejections rejections)
    implements RouteStage {
  /** The stage for a request that has already been admitted. */
  AdmissionStage again() {
    return new AdmissionStage(admission, priority, false, rejections);
  }

  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    return givesWay && admission.mustYield(priority)
        ? refuse(Rejection.PRIORITY, exchange)
        : admission
            .queue()
            .enqueue(
                priority,
                exchange.plan().deadline(),
                () -> next.handle(exchange),
                () -> refuse(Rejection.LATENESS, exchange));
  }

  private Mono<Void> refuse(Rejection reason, RouteExchange exchange) {
    rejections.shed(exchange.plan().name(), Fields.name(reason));
    return Admission.refuse(reason, exchange.request(), exchange.response());
  }
}
