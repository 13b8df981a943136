package dev.joinall.web;

import dev.joinall.config.Priority;
import dev.joinall.edge.AdmissionControl;
import dev.joinall.edge.AdmissionControl.Rejection;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Queues the request for its event loop. Answers with 503 if that takes too much of the deadline,
 * or if what is left is kept for requests of a higher priority.
 *
 * @param givesWay whether there are others to which it may have to give way
 */
record AdmissionStage(AdmissionControl admission, Priority priority, boolean givesWay)
    implements RouteStage {
  /** Of a request that has been admitted before. */
  AdmissionStage again() {
    return new AdmissionStage(admission, priority, false);
  }

  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    Optional<Rejection> refusal = givesWay ? admission.giveWay(priority) : Optional.empty();
    return refusal.isPresent()
        ? refuse(refusal.get(), exchange)
        : admission
            .queue()
            .enqueue(
                priority,
                exchange.plan().deadline(),
                () -> next.handle(exchange),
                () -> refuse(Rejection.LATENESS, exchange));
  }

  private static Mono<Void> refuse(Rejection reason, RouteExchange exchange) {
    return AdmissionHandler.refuse(reason, exchange.request(), exchange.response());
  }
}
