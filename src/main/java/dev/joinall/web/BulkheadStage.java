package dev.joinall.web;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StatusMapping;
import dev.joinall.backend.StepException;
import dev.joinall.openapi.ProblemTexts;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Scheduler;

/**
 * Limits the concurrent requests of one route, or its concurrent runs if its answers are cached.
 * Requests over the limit are rejected, because waiting would only move the queue. Thread-safe.
 *
 * @param taken the requests of the route in flight, of all versions of the file
 * @param max the maximum of {@code taken}
 * @param timer the clock of the deadlines
 */
record BulkheadStage(AtomicInteger taken, int max, Scheduler timer) implements RouteStage {
  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    if (!take()) {
      return Mono.error(BulkheadStage::rejected);
    }
    Mono<Void> answer;
    try {
      answer = next.handle(exchange);
    } catch (Throwable e) { // any throwable must give the place back
      answer = Mono.error(e);
    }
    return answer.doFinally(signal -> leave(signal, exchange));
  }

  private boolean take() {
    if (taken.incrementAndGet() > max) {
      taken.decrementAndGet();
      return false;
    }
    return true;
  }

  /**
   * Limits a run that does not belong to one request. At the limit it fails like a call that a
   * bulkhead rejects.
   */
  <T> Mono<T> limited(Mono<T> run) {
    return Mono.defer(() ->
        take()
            ? run.doFinally(signal -> taken.decrementAndGet())
            : Mono.error(new StepException(Fault.rejected("the route is full", Optional.empty()))));
  }

  static RejectedRequest rejected() {
    return new RejectedRequest(
        ProblemDetails.of(StatusMapping.REJECTED, ProblemTexts.ROUTE_FULL)
            .with(HttpHeaders.RETRY_AFTER, "1"),
        RejectionReason.BULKHEAD);
  }

  /** A run that continues without its client keeps its permit until its deadline. */
  private void leave(SignalType signal, RouteExchange exchange) {
    if (signal == SignalType.CANCEL && exchange.plan().finishesWithoutClient()) {
      var _ =
          timer.schedule(
              taken::decrementAndGet, exchange.scope().remaining(), TimeUnit.NANOSECONDS);
    } else {
      taken.decrementAndGet();
    }
  }
}
