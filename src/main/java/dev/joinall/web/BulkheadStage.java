package dev.joinall.web;

import dev.joinall.backend.StatusMapping;
import dev.joinall.openapi.ProblemTexts;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Scheduler;

/**
 * Limits the requests of one route at once. A request over the limit is rejected, because waiting
 * would only move the queue. Thread-safe.
 *
 * @param taken requests of the route now, whatever version of the file they began on
 * @param max of them
 * @param timer the clock of the deadlines
 */
record BulkheadStage(AtomicInteger taken, int max, Scheduler timer) implements RouteStage {
  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    if (taken.incrementAndGet() > max) {
      taken.decrementAndGet();
      return Mono.error(() -> new RejectedRequest(rejected(), RejectionReason.BULKHEAD));
    }
    Mono<Void> answer;
    try {
      answer = next.handle(exchange);
    } catch (Throwable e) { // any throwable must give the place back
      answer = Mono.error(e);
    }
    return answer.doFinally(signal -> leave(signal, exchange));
  }

  private static HttpAnswer rejected() {
    return ProblemDetails.of(StatusMapping.REJECTED, ProblemTexts.ROUTE_FULL)
        .with(HttpHeaders.RETRY_AFTER, "1");
  }

  /** A run that goes on without its client keeps its place until its deadline. */
  private void leave(SignalType signal, RouteExchange exchange) {
    boolean goesOn = exchange.plan().finishesWithoutClient() || exchange.plan().cache().isPresent();
    if (signal == SignalType.CANCEL && goesOn) {
      var _ =
          timer.schedule(
              taken::decrementAndGet, exchange.scope().remaining(), TimeUnit.NANOSECONDS);
    } else {
      taken.decrementAndGet();
    }
  }
}
