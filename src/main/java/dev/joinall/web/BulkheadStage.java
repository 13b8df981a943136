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
 * @param inUse the requests of the route in flight, of all versions of the file
 * @param max the maximum of {@code inUse}
 * @param timer the clock of the deadlines
 */
record BulkheadStage(AtomicInteger inUse, int max, Scheduler timer) implements RouteStage {
  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    if (!tryAcquire()) {
      return Mono.error(BulkheadStage::rejected);
    }
    Mono<Void> answer;
    try {
      answer = next.handle(exchange);
    } catch (Throwable e) { // any throwable must give the place back
      answer = Mono.error(e);
    }
    return answer.doFinally(signal -> release(signal, exchange));
  }

  private boolean tryAcquire() {
    if (inUse.incrementAndGet() > max) {
      inUse.decrementAndGet();
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
        tryAcquire()
            ? run.doFinally(signal -> inUse.decrementAndGet())
            : Mono.error(new StepException(Fault.rejected("the route is full", Optional.empty()))));
  }

  static RejectedRequest rejected() {
    return new RejectedRequest(
        ProblemDetails.of(StatusMapping.REJECTED, ProblemTexts.ROUTE_FULL)
            .with(HttpHeaders.RETRY_AFTER, "1"),
        RejectionReason.BULKHEAD);
  }

  /** A run that continues without its client keeps its permit until its deadline. */
  private void release(SignalType signal, RouteExchange exchange) {
    if (signal == SignalType.CANCEL && exchange.plan().finishesWithoutClient()) {
      var _ =
          timer.schedule(
              inUse::decrementAndGet, exchange.scope().remaining(), TimeUnit.NANOSECONDS);
    } else {
      inUse.decrementAndGet();
    }
  }
}
